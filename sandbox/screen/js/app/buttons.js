// The main and the secondary button, drawn by the host below the app.

import { h } from '../element.js';
import { inkOn, themeParams } from './theme.js';

const EVENTS = { main: 'main_button_pressed', secondary: 'secondary_button_pressed' };

export class BottomButtons {
  #state = { main: {}, secondary: {} };

  constructor(app) {
    this.nodes = {};
    for (const which of ['secondary', 'main']) {
      this.nodes[which] = h(`button.app-button.${which}`, { type: 'button', hidden: true, onclick: () => app.tell(EVENTS[which]) });
    }
    this.element = h('footer.app-foot', { hidden: true }, this.nodes.secondary, this.nodes.main);
  }

  /** Merges what the app sent; fields that it left out stay. */
  set(which, data) {
    this.#state[which] = { ...this.#state[which], ...data };
    this.show();
  }

  setBar(colour) {
    this.element.style.background = colour ?? '';
  }

  show() {
    for (const which of ['main', 'secondary']) this.#draw(which);
    this.element.hidden = this.nodes.main.hidden && this.nodes.secondary.hidden;
    const { position = 'left' } = this.#state.secondary;
    this.element.dataset.position = ['left', 'right', 'top', 'bottom'].includes(position) ? position : 'left';
  }

  #draw(which) {
    const { is_visible: visible, is_active: active = true, is_progress_visible: busy, text, color, text_color: ink, has_shine_effect: shine } = this.#state[which];
    const node = this.nodes[which];
    const theme = themeParams();
    const valid = (value) => /^#[0-9a-f]{6}$/i.test(value ?? '');
    const back = valid(color) ? color : which === 'main' ? theme.button_color : theme.bottom_bar_bg_color;
    node.hidden = !visible || !String(text ?? '').trim();
    node.disabled = active === false || Boolean(busy);
    node.classList.toggle('shine', Boolean(shine));
    node.setAttribute('aria-busy', String(Boolean(busy)));
    node.style.setProperty('--back', back);
    node.style.setProperty('--ink', valid(ink) ? ink : which === 'main' ? inkOn(back) : theme.button_color);
    node.replaceChildren(busy ? h('span.spinner', { 'aria-hidden': 'true' }) : '', h('span', {}, String(text ?? '')));
  }
}
