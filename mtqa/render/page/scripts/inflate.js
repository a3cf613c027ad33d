// Inflates what zlib deflated (RFC 1951). The browser's DecompressionStream would answer later, but a key is answered now.

class Inflate {
  // Lengths and distances: the least value of each symbol, and the number of bits that add to it.
  static LENGTHS = Inflate._ranges(3, [8, 4, 4, 4, 4, 4], [[258, 0]]);
  static DISTANCES = Inflate._ranges(1, [4, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
  static ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

  // The text that was deflated and written as base64.
  static text(packed) {
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    return new TextDecoder().decode(new Inflate(bytes).all());
  }

  // `counts[n]` symbols in turn have n bits each; `last` has those beside that rule.
  static _ranges(least, counts, last = []) {
    const ranges = [];
    counts.forEach((count, bits) => {
      for (let n = 0; n < count; n += 1) {
        ranges.push([least, bits]);
        least += 1 << bits;
      }
    });
    return [...ranges, ...last];
  }

  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    this.held = 0;
    this.count = 0; // of the bits that are held
    this.out = new Uint8Array(bytes.length * 8);
    this.size = 0;
  }

  all() {
    for (let last = false; !last; ) {
      last = this.take(1) === 1;
      const kind = this.take(2);
      if (kind === 0) this.stored();
      else this.block(...(kind === 1 ? Inflate.fixed() : this.trees()));
    }
    return this.out.subarray(0, this.size);
  }

  take(bits) {
    while (this.count < bits) {
      this.held |= this.bytes[this.at] << this.count;
      this.at += 1;
      this.count += 8;
    }
    const value = this.held & ((1 << bits) - 1);
    this.held >>>= bits;
    this.count -= bits;
    return value;
  }

  put(byte) {
    if (this.size === this.out.length) {
      const larger = new Uint8Array(this.size * 2);
      larger.set(this.out);
      this.out = larger;
    }
    this.out[this.size] = byte;
    this.size += 1;
  }

  stored() {
    this.held = 0;
    this.count = 0;
    const length = this.take(16);
    this.take(16); // the same once more, inverted
    for (let n = 0; n < length; n += 1) this.put(this.take(8));
  }

  block(literals, distances) {
    for (;;) {
      const symbol = this.symbol(literals);
      if (symbol === 256) return;
      if (symbol < 256) {
        this.put(symbol);
        continue;
      }
      const [least, bits] = Inflate.LENGTHS[symbol - 257];
      const length = least + this.take(bits);
      const [near, more] = Inflate.DISTANCES[this.symbol(distances)];
      const back = near + this.take(more);
      for (let n = 0; n < length; n += 1) this.put(this.out[this.size - back]);
    }
  }

  // The symbol whose code comes next: codes of one length follow each other.
  symbol({ counts, symbols }) {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length < 16; length += 1) {
      code |= this.take(1);
      const count = counts[length];
      if (code - first < count) return symbols[index + code - first];
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Error("a pack of this page is damaged");
  }

  static tree(lengths) {
    const counts = new Array(16).fill(0);
    for (const length of lengths) counts[length] += 1;
    counts[0] = 0;
    const order = lengths.map((length, symbol) => [length, symbol]).filter(([length]) => length);
    return { counts, symbols: order.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, symbol]) => symbol) };
  }

  static fixed() {
    const lengths = Array.from({ length: 288 }, (_, n) => (n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8));
    return [Inflate.tree(lengths), Inflate.tree(new Array(30).fill(5))];
  }

  // The codes of a block that has its own.
  trees() {
    const [literals, distances, codes] = [this.take(5) + 257, this.take(5) + 1, this.take(4) + 4];
    const lengths = new Array(19).fill(0);
    for (let n = 0; n < codes; n += 1) lengths[Inflate.ORDER[n]] = this.take(3);
    const tree = Inflate.tree(lengths);
    const all = [];
    while (all.length < literals + distances) {
      const symbol = this.symbol(tree);
      if (symbol < 16) all.push(symbol);
      else if (symbol === 16) all.push(...new Array(3 + this.take(2)).fill(all.at(-1)));
      else all.push(...new Array(symbol === 17 ? 3 + this.take(3) : 11 + this.take(7)).fill(0));
    }
    return [Inflate.tree(all.slice(0, literals)), Inflate.tree(all.slice(literals))];
  }
}
