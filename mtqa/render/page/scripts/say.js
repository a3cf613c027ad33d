// What the page tells: in passing at the bottom, or at the top until it is closed. Both are live regions.

const Say = {
  _timer: 0,

  passing(key, values) {
    const told = document.querySelector(".told");
    told.textContent = Words.text(key, values);
    clearTimeout(this._timer);
    this._timer = setTimeout(() => { told.textContent = ""; }, 4000);
  },

  message(key, values = {}, grave = false) {
    const line = document.createElement("p");
    if (grave) line.className = "grave";
    const text = document.createElement("span");
    text.dataset.t = key;
    text.dataset.tWith = JSON.stringify(values);
    text.textContent = Words.text(key, values);
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.dataset.tAriaLabel = "said.dismiss";
    close.setAttribute("aria-label", Words.text("said.dismiss"));
    close.addEventListener("click", () => line.remove());
    line.append(text, close);
    document.getElementById("messages").append(line);
  },

  trouble() {
    if (Kept.trouble) this.message(`said.${Kept.trouble}`, {}, true);
  },
};
