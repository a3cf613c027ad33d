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
    return Places.fromShown(Walk.document, Number(segment.id.replace(/^.*-s/, "")), unit);
  },

  // Shows the buttons below a selection of words.
  show() {
    const selection = getSelection();
    const place = String(selection) && !document.querySelector("dialog[open]") ? this.place() : null;
    this.buttons.hidden = !place || place.start === place.end;
    if (this.buttons.hidden) return;
    this.buttons.querySelector("[data-do=move]").hidden = !Walk.current;
    const box = [...selection.getRangeAt(0).getClientRects()].at(-1);
    const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - this.buttons.offsetWidth - 8));
    this.buttons.style.left = `${left + scrollX}px`;
    this.buttons.style.top = `${box.bottom + scrollY + 6}px`;
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
