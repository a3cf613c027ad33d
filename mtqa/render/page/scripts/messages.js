// Messages of the page: brief ones at the bottom, or at the top until they are closed. Both are live regions.

const Messages = {
  _timer: 0,

  brief(key, values) {
    const toast = document.querySelector(".toast");
    toast.textContent = Words.text(key, this._visible(values));
    clearTimeout(this._timer);
    this._timer = setTimeout(() => { toast.textContent = ""; }, 4000);
  },

  show(key, values = {}, grave = false) {
    const line = document.createElement("p");
    if (grave) line.className = "grave";
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.dataset.tAriaLabel = "message.dismiss";
    close.setAttribute("aria-label", Words.text("message.dismiss"));
    close.addEventListener("click", () => line.remove());
    line.append(Words.element("span", key, this._visible(values)), close);
    document.getElementById("messages").append(line);
  },

  // Names and wordings come from files: a mark that turns the direction of writing would turn the message.
  _visible(values = {}) {
    return Object.fromEntries(Object.entries(values).map(([name, one]) => [name, typeof one === "string" ? Words.visible(one) : one]));
  },

  trouble() {
    if (Kept.trouble) this.show(`message.${Kept.trouble}`, {}, true);
  },
};
