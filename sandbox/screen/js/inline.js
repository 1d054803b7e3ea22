// Inline mode: `@bot query` asks the bot, and its results are offered above the composer.

import * as api from './api.js';

const PAUSE = 350;

export class Inline {
  #timer = 0;
  #asked = '';

  /** `show(results)` gets [{title, description, run}], an empty list hides them. */
  constructor(room, show) {
    this.room = room;
    this.show = show;
  }

  /** Looks at what is typed. @returns whether it is a query to a bot. */
  update(text) {
    const [, username, query] = /^@(\w{3,32})\s([\s\S]*)$/.exec(text) ?? [];
    const bot = username && this.room.seat.world.bots.find((one) => one.username.toLowerCase() === username.toLowerCase());
    clearTimeout(this.#timer);
    if (!bot) {
      this.#asked = '';
      return false;
    }
    this.#asked = text;
    this.#timer = setTimeout(() => this.#ask(bot, query.trim(), text), PAUSE);
    return true;
  }

  async #ask(bot, query, text) {
    const { account, chat } = this.room;
    try {
      const { answer } = await api.askInline(account.id, chat.chat, { bot_id: bot.id, query });
      if (this.#asked === text) this.show((answer?.results ?? []).map((result) => this.#offer(bot, query, result)));
    } catch (error) {
      console.warn('sandbox: the bot did not answer the inline query', error.message);
    }
  }

  #offer(bot, query, result) {
    return {
      title: result.title ?? result.caption ?? result.type,
      description: result.description ?? result.input_message_content?.message_text ?? '',
      run: () => this.room.try(() => api.sendInline(this.room.account.id, this.room.chat.chat, { bot_id: bot.id, query, result })),
    };
  }
}
