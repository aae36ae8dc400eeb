// Paper sheets with digits alone: a box that has its digit hands on to the next, Backspace in an empty one goes back.
(() => {
  const form = document.getElementById("kertas");
  if (!form) return;
  const boxes = [...form.querySelectorAll("input.box")];
  boxes.forEach((box, place) => {
    box.addEventListener("input", () => {
      const digit = box.value.replace(/\D/g, "").slice(-1);
      box.value = digit && +digit >= 1 && +digit <= +box.dataset.most ? digit : "";
      if (box.value && boxes[place + 1]) boxes[place + 1].focus();
    });
    box.addEventListener("focus", () => box.select());
    box.addEventListener("keydown", (event) => {
      if (event.key === "Backspace" && !box.value && boxes[place - 1]) { event.preventDefault(); boxes[place - 1].focus(); }
    });
  });
  const wrong = form.querySelector("[aria-invalid=true]") || boxes.find((box) => !box.value);
  if (wrong) wrong.focus();
})();
