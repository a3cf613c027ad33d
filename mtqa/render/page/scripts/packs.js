// Markup that is packed until it is shown (mtqa/render/page/packs.py): of thousands of cards, those that are needed.

const Packs = {
  _pieces: new Map(), // the pieces of a pack by their places, once it was inflated

  // The text of a piece; undefined where there is none. A kind's packs are in the order of their places.
  text(kind, place) {
    const pack = DATA.packs.findLast(([of, first]) => of === kind && first <= place);
    return pack && this._of(pack).get(place);
  },

  // All pieces of a kind in order.
  all: (kind) => DATA.packs.filter(([of]) => of === kind).flatMap((pack) => [...Packs._of(pack)]),

  _of(pack) {
    if (!this._pieces.has(pack)) {
      const parts = Inflate.text(pack[2]).split("\0");
      const pieces = new Map();
      for (let at = 0; at < parts.length; at += 2) pieces.set(Number(parts[at]), parts[at + 1]);
      this._pieces.set(pack, pieces);
    }
    return this._pieces.get(pack);
  },
};

DATA.words = JSON.parse(Packs.text("words", 0));
DATA.findings = JSON.parse(Packs.text("findings", 0));
