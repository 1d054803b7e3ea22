// The smallest possible event source: listeners are called in order of joining.

export class Signal {
  #listeners = new Set();

  /** @returns a function that stops listening. */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(value) {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
