// One question: choose, check, read why, go on. What is right is known to the server alone.

import { busy } from '../core/deed.js';
import { call } from '../core/http.js';
import { reload } from '../core/pages.js';
import { askBeforeClosing, haptic } from '../core/telegram.js';

export function attach(form) {
  const button = document.querySelector(`button[form="${form.id}"]`);
  const inputs = [...form.querySelectorAll('input')];
  const chosen = () => inputs.filter((input) => input.checked).map((input) => Number(input.value));
  let isChecked = false;

  form.addEventListener('change', () => {
    haptic('choice');
    button.disabled = chosen().length === 0;
    askBeforeClosing(!button.disabled);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    busy(button, async () => {
      if (isChecked) {
        await reload();
        return;
      }
      const answer = await call('POST', form.dataset.url, { chosen: chosen() });
      isChecked = true;
      askBeforeClosing(false);
      haptic(answer.is_right ? 'success' : 'error');
      for (const input of inputs) mark(form, input, answer);
      explain(form, answer);
      button.textContent = answer.result ? form.dataset.result : form.dataset.next;
    });
  });
}

function mark(form, input, answer) {
  const id = Number(input.value);
  const isRight = answer.right_ids.includes(id);
  const isChosen = answer.chosen.includes(id);
  input.disabled = true;
  input.checked = isChosen;
  if (!isRight && !isChosen) return;
  const option = input.closest('.option');
  const verdict = option.querySelector('.verdict');
  option.classList.add(isRight ? 'right' : 'wrong');
  verdict.textContent = isRight ? form.dataset.wasRight : form.dataset.wasYours;
  verdict.hidden = isRight && isChosen && answer.is_right;
}

function explain(form, answer) {
  const name = answer.is_right ? 'right' : 'wrong';
  const notice = form.querySelector(`[data-notice="${name}"]`).content.cloneNode(true);
  notice.querySelector('b').textContent = `${form.dataset[name]}.`;
  notice.querySelector('span').textContent = answer.explanation;
  const place = form.querySelector('[data-verdict]');
  place.replaceChildren(notice);
  place.scrollIntoView({ block: 'nearest', behavior: isCalm() ? 'auto' : 'smooth' });
}

function isCalm() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
