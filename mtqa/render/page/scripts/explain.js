// Explanations of terms: at the term, while the pointer or the focus is on it. The browser opens them by a tap.

const Explain = {
  _at: null, // the term whose explanation is open

  open() {
    for (const come of ["mouseover", "focusin"]) {
      document.addEventListener(come, (event) => this._show(event.target.closest?.("[popovertarget]")));
    }
    document.addEventListener("focusout", () => this._show(null));
    document.addEventListener("beforetoggle", (event) => {
      if (event.target.classList?.contains("explanation") && event.newState === "closed") this._at = null;
    }, true);
  },

  _show(term) {
    if (term === this._at) return;
    if (this._at) document.getElementById(this._at.getAttribute("popovertarget")).hidePopover();
    this._at = term;
    if (!term) return;
    const text = document.getElementById(term.getAttribute("popovertarget"));
    text.showPopover();
    const { left, bottom, top } = term.getBoundingClientRect();
    const { width, height } = text.getBoundingClientRect();
    text.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    text.style.top = `${bottom + height + 12 > innerHeight ? top - height - 6 : bottom + 6}px`;
  },
};

Explain.open();
