// Messages of the page: brief ones at the bottom, or at the top until they are closed. Both are live regions.

const Messages = {
  _timer: 0,

  brief(key, values) {
    const toast = document.querySelector(".toast");
    toast.textContent = Words.text(key, values);
    clearTimeout(this._timer);
    this._timer = setTimeout(() => { toast.textContent = ""; }, 4000);
  },

  show(key, values = {}, grave = false) {
    const line = document.createElement("p");
    if (grave) line.className = "grave";
    const text = document.createElement("span");
    text.dataset.t = key;
    text.dataset.tWith = JSON.stringify(values);
    text.textContent = Words.text(key, values);
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.dataset.tAriaLabel = "message.dismiss";
    close.setAttribute("aria-label", Words.text("message.dismiss"));
    close.addEventListener("click", () => line.remove());
    line.append(text, close);
    document.getElementById("messages").append(line);
  },

  trouble() {
    if (Kept.trouble) this.show(`message.${Kept.trouble}`, {}, true);
  },
};
