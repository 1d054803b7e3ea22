// Keeps the children of an element in step with data and touches only what changed, so that a press
// is not lost, a record plays on and the focus stays where it was.

const FOCUSABLE = 'button, a, input';

export class Keyed {
  #nodes = new Map();

  constructor(parent) {
    this.parent = parent;
  }

  /** `items`: [{key, sign, make}] in order; a child is made anew when its `sign` differs. */
  show(items) {
    const fresh = new Map();
    const refocus = [];
    for (const { key, sign, make } of items) {
      const old = this.#nodes.get(key);
      if (old?.sign === sign) {
        fresh.set(key, old);
        continue;
      }
      const node = make();
      fresh.set(key, { node, sign });
      if (old?.node.contains(document.activeElement)) refocus.push([node, indexOfFocus(old.node)]);
    }
    this.#nodes = fresh;
    this.#lay([...fresh.values()].map(({ node }) => node));
    for (const [node, index] of refocus) buttonsOf(node)[index]?.focus({ preventScroll: true });
  }

  #lay(nodes) {
    const wanted = new Set(nodes);
    for (const child of [...this.parent.children]) if (!wanted.has(child)) child.remove();
    let cursor = this.parent.firstChild;
    for (const node of nodes) {
      if (node === cursor) cursor = cursor.nextSibling;
      else this.parent.insertBefore(node, cursor);
    }
  }
}

const buttonsOf = (node) => (node.matches(FOCUSABLE) ? [node] : [...node.querySelectorAll(FOCUSABLE)]);

const indexOfFocus = (node) => buttonsOf(node).indexOf(document.activeElement);
