// A selection in the text of the document, and the buttons beside it.

const Selected = {
  buttons: document.querySelector(".selected"),

  // The place of the selection in the prose; null where it is not in the text. A caret is an empty place.
  place() {
    const selection = getSelection();
    const page = Walk.article()?.querySelector(".page");
    if (!selection.rangeCount || !page?.contains(selection.anchorNode) || !page.contains(selection.focusNode)) return null;
    const range = selection.getRangeAt(0);
    const around = range.commonAncestorContainer;
    const inside = (around.nodeType === Node.ELEMENT_NODE ? around : around.parentElement).closest(".segment");
    const segments = inside ? [inside] : [...around.querySelectorAll(".segment")].filter((one) => range.intersectsNode(one));
    if (!segments.length) return null;
    const [first, last] = [segments[0], segments.at(-1)];
    const start = this._offset(first, range.startContainer, range.startOffset, 0);
    const end = this._offset(last, range.endContainer, range.endOffset, last.textContent.length);
    return start <= end ? { start, end } : null;
  },

  // A boundary in a sentence as an offset of the prose; `otherwise` is the unit where it lies outside.
  _offset(segment, node, offset, otherwise) {
    let unit = otherwise;
    if (segment.contains(node)) {
      const before = document.createRange();
      before.setStart(segment, 0);
      before.setEnd(node, offset);
      unit = before.toString().length;
    }
    return Places.fromShown(Walk.document, Places.number(segment), unit);
  },

  // Shows the buttons below a selection of words; above it, where the panel or the end of the window is there.
  show() {
    const selection = getSelection();
    const place = String(selection) && !document.querySelector("dialog[open]") ? this.place() : null;
    this.buttons.hidden = !place || place.start === place.end;
    if (this.buttons.hidden) return;
    this.buttons.querySelector("[data-do=move]").hidden = !Walk.current;
    const lines = [...selection.getRangeAt(0).getClientRects()];
    const [first, last] = [lines[0], lines.at(-1)];
    const { offsetWidth: width, offsetHeight: height } = this.buttons;
    const left = Math.max(8, Math.min(last.left, document.documentElement.clientWidth - width - 8));
    const panel = Walk.article().querySelector(".cards").getBoundingClientRect();
    const beside = panel.left >= left + width;
    const below = last.bottom + 6 + height <= (beside ? innerHeight : Math.min(innerHeight, panel.top));
    const above = Math.max(document.querySelector(".bar").getBoundingClientRect().bottom + 4, first.top - height - 6);
    this.buttons.style.left = `${left + scrollX}px`;
    this.buttons.style.top = `${(below ? last.bottom + 6 : above) + scrollY}px`;
  },

  _from: null, // where the mouse went down in a highlight

  // A selection that begins in a highlight, which is a link: browsers would drag the link.
  down(event) {
    this._from = event.button === 0 && event.target.closest(".page mark a") ? this._caret(event) : null;
  },

  drag(event) {
    if (!this._from || event.buttons !== 1) return;
    const to = this._caret(event);
    if (to) getSelection().setBaseAndExtent(...this._from, ...to);
  },

  // The node and offset of the text under the mouse.
  _caret({ clientX, clientY }) {
    const position = document.caretPositionFromPoint?.(clientX, clientY);
    if (position) return [position.offsetNode, position.offset];
    const range = document.caretRangeFromPoint?.(clientX, clientY);
    return range ? [range.startContainer, range.startOffset] : null;
  },

  // Extends the selection by the keyboard; without one, it begins at the sentence in view.
  extend(key) {
    const article = Walk.article();
    if (!article) return false;
    const selection = getSelection();
    if (!selection.rangeCount || !article.querySelector(".page").contains(selection.anchorNode)) {
      const sentence = article.querySelector(".page .segment.current") || article.querySelector(".page mark.current")?.closest(".segment");
      if (!sentence) return false;
      selection.collapse(sentence, 0);
    }
    const side = { ArrowLeft: "backward", ArrowRight: "forward", ArrowUp: "backward", ArrowDown: "forward" }[key];
    selection.modify("extend", side, /Left|Right/.test(key) ? "character" : "line");
    return true;
  },
};
