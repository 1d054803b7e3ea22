// The WebSocket of one person. It comes back by itself; after every gap the listener reads everything anew.

const FIRST_DELAY = 300;
const LONGEST_DELAY = 5000;

export class Live {
  #socket = null;
  #delay = FIRST_DELAY;
  #timer = 0;
  #closed = false;

  /** `onEvent(event)` for each event, `onState(online, again)` when the line opens or breaks. */
  constructor(person, { onEvent, onState }) {
    this.person = person;
    this.onEvent = onEvent;
    this.onState = onState;
    this.#open(false);
  }

  #open(again) {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/sim/people/${this.person}/live`);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#delay = FIRST_DELAY;
      this.onState(true, again);
    });
    socket.addEventListener('message', ({ data }) => {
      try {
        this.onEvent(JSON.parse(data));
      } catch (error) {
        console.error('sandbox: an event could not be shown', error);
      }
    });
    socket.addEventListener('close', () => this.#retry());
  }

  #retry() {
    if (this.#closed) return;
    this.onState(false, true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(true), this.#delay);
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY);
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }
}
