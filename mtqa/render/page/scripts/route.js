// Links within the page, and the address of the page.

const Route = {
  // Goes to the target of a link: a document, a finding, a segment, or a part of the page.
  to(hash) {
    const [, anchor, kind, number, added] = /^#(d\d+)(?:-(?:([fcsl])(\d+)|(a[0-9a-f]{16})))?$/.exec(hash) || [];
    const place = DATA.documents.findIndex((one) => one.anchor === anchor);
    try {
      history.replaceState(null, "", hash);
    } catch { /* a page in a sandbox has no address of its own */ }
    if (hash === "#documents" || hash === "#index") {
      Panel.open(-1);
      return scrollTo(0, 0);
    }
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

  _segment(anchor, segment) {
    const finding = Walk.findings().find((one) => one.segment === segment);
    const place = document.getElementById(`${anchor}-s${segment}`);
    if (finding) Do.go(finding.id);
    else if (place) Peek.show(segment);
    if (place) Panel.reveal(place);
  },

  _part(hash) {
    const target = document.getElementById(this._name(hash));
    const place = DATA.documents.findIndex((one) => one.anchor === target?.closest(".document")?.id);
    if (place >= 0 && place !== Walk.document) Panel.open(place);
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
