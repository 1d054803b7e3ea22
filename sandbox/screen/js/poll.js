// Polls and quizzes: choosing, voting and the results.

import { formatted } from './entities.js';
import { h, icon } from './element.js';
import { t } from './words.js';

function rightAnswers(poll) {
  return poll.correct_option_ids ?? (poll.correct_option_id === undefined ? [] : [poll.correct_option_id]);
}

function result(poll, option, index, own) {
  const share = poll.total_voter_count ? Math.round((option.voter_count / poll.total_voter_count) * 100) : 0;
  const isMine = own?.includes(index);
  const right = poll.type === 'quiz' && rightAnswers(poll).includes(index);
  const wrong = poll.type === 'quiz' && isMine && !right && rightAnswers(poll).length > 0;
  const sign = right ? t('poll.right') : wrong ? t('poll.wrong') : isMine ? t('poll.mine') : '';
  const bar = h('progress', { max: '100', value: String(share), 'aria-label': option.text });
  return h('li.poll-result', { class: right ? 'right' : wrong ? 'wrong' : isMine ? 'mine' : '' },
    h('span.poll-share.num', {}, `${share}\u00a0%`),
    h('span.poll-text', {}, formatted(option.text, option.text_entities), sign && h('span.poll-sign', {}, icon(wrong ? 'close' : 'check', 's'), sign)),
    bar);
}

function choice(poll, option, index, name, onchange) {
  const input = h('input.tick', { type: poll.allows_multiple_answers ? 'checkbox' : 'radio', name, value: String(index), onchange });
  return h('li', {}, h('label.poll-choice', {}, input, h('span', {}, formatted(option.text, option.text_entities))));
}

function kind(poll) {
  if (poll.is_closed) return t('poll.closed');
  if (poll.type === 'quiz') return t('poll.quiz');
  return t(poll.is_anonymous ? 'poll.anonymous' : 'poll.public');
}

/** `message.voted` is the person's own choice; `onVote(options)` sends one, an empty list takes it back. */
export function pollView(message, person, onVote) {
  const { poll } = message;
  const own = message.voted ?? null;
  const shown = Boolean(own) || poll.is_closed;
  const name = `poll-${person}-${message.message_id}`;
  const list = h('ol.poll-options', {});
  const button = h('button.button.plain', { type: 'button', disabled: true, onclick: () => send(picked()) }, t('poll.vote'));
  const picked = () => [...list.querySelectorAll('input:checked')].map((input) => Number(input.value));

  async function send(options) {
    for (const input of list.querySelectorAll('input')) input.disabled = true;
    try {
      await onVote(options);
    } catch {
      for (const input of list.querySelectorAll('input')) input.disabled = false;
    }
  }
  function changed() {
    if (poll.allows_multiple_answers) button.disabled = picked().length === 0;
    else send(picked());
  }
  list.append(...poll.options.map((option, i) => (shown ? result(poll, option, i, own) : choice(poll, option, i, name, changed))));
  const total = poll.total_voter_count ? t('poll.votes', { count: poll.total_voter_count }) : t('poll.none');
  return h('div.poll', {},
    h('b', {}, formatted(poll.question, poll.question_entities)),
    h('span.poll-kind', {}, kind(poll)),
    list,
    shown && poll.explanation && h('p.poll-why', {}, icon('bolt', 's'), h('span', {}, formatted(poll.explanation, poll.explanation_entities))),
    h('div.poll-foot', {}, h('span', {}, total),
      !shown && poll.allows_multiple_answers && button,
      own && !poll.is_closed && poll.allows_revoting && h('button.button.plain', { type: 'button', onclick: () => send([]) }, t('poll.retract'))));
}
