// Links within the page, and the address of the page.

const Route = {
  _waiting: null, // the address that follows the current finding, until it is written
  _timer: 0,

  // Follows a link. It is a step of its own: the browser's Back goes to where the reader was.
  to(hash) {
    this._settle();
    if (hash !== location.hash) this._write("pushState", hash);
    return this.show(hash);
  },

  // Keeps the address that of the current finding, so that it can be copied. Browsers refuse to change it many times a
  // second, as a held key would; so it is written when the keys rest.
  follow(id) {
    this._waiting = `#${id}`;
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._settle(), 200);
  },

  // Shows what the browser's Back or Forward, or a typed address, asks for.
  back() {
    this._waiting = null;
    this.show(location.hash || (DATA.documents.length === 1 ? `#${DATA.documents[0].anchor}` : "#documents"));
  },

  _settle() {
    clearTimeout(this._timer);
    if (this._waiting) this._write("replaceState", this._waiting);
    this._waiting = null;
  },

  _write(how, hash) {
    try {
      history[how](null, "", hash);
    } catch { /* a page in a sandbox has no address of its own */ }
  },

  // Goes to a document, a finding, a segment, or a part of the page.
  show(hash) {
    const [, anchor, kind, number, added] = /^#(d\d+)(?:-(?:([fcsl])(\d+)|(a[0-9a-f]{16})))?$/.exec(hash) || [];
    const place = Walk.place(anchor);
    if (hash === "#documents" || hash === "#index") return this._list();
    if (place < 0) return this._part(hash);
    if (place !== Walk.document) {
      Panel.open(place);
      scrollTo(0, 0);
    }
    const id = `${anchor}-${added ?? `f${number}`}`;
    if (kind === "f" || added) return Decisions.byId.has(id) ? Do.go(id) : undefined;
    if (kind) return this._segment(anchor, Number(number));
    return undefined;
  },

  // The list of documents, with the focus on the one that was left.
  _list() {
    const left = DATA.documents[Walk.document]?.anchor;
    Panel.open(-1);
    scrollTo(0, 0);
    document.querySelector(`#index a[href="#${left}"]`)?.focus();
  },

  _segment(anchor, segment) {
    const finding = Walk.findings().find((one) => one.segment === segment);
    const place = document.getElementById(`${anchor}-s${segment}`);
    if (finding) Do.go(finding.id);
    else if (place) Peek.show(segment);
    if (place) Panel.reveal(place);
  },

  _part(hash) {
    const target = document.getElementById(this._name(hash));
    const place = Walk.place(target?.closest(".document")?.id);
    if (place >= 0 && place !== Walk.document) Panel.open(place);
    for (let part = target?.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    target?.querySelector(".explained")?.toggleAttribute("open", true);
    target?.scrollIntoView();
    this._focus(target);
    return undefined;
  },

  // The id in a link; where its encoding is wrong, the text as it is.
  _name(hash) {
    try {
      return decodeURIComponent(hash.slice(1));
    } catch {
      return hash.slice(1);
    }
  },

  // Moves the focus as the browser's own jump would: the next Tab continues from there.
  _focus(target) {
    if (!target) return;
    if (!target.hasAttribute("tabindex")) {
      target.tabIndex = -1;
      target.addEventListener("blur", () => target.removeAttribute("tabindex"), { once: true });
    }
    target.focus({ preventScroll: true });
  },
};
