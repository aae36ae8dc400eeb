// Offers people while somebody types @ in a comment. Without it the names are typed, or picked from the list below.
(() => {
  const form = document.querySelector("form[data-mentions]");
  const area = form && form.querySelector("textarea");
  if (!area) return;
  const list = document.createElement("ul");
  list.id = "mentions";
  list.className = "mentions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("select") ? form.querySelector("select").labels[0].firstChild.textContent.trim() : "@");
  list.hidden = true;
  area.after(list);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  let people = null, current = 0;

  const wanted = () => {
    const found = /(^|[^\w.@-])@([\w.-]*)$/.exec(area.value.slice(0, area.selectionStart));
    return found && { from: area.selectionStart - found[2].length, word: found[2].toLowerCase() };
  };
  const close = () => {
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  };
  const mark = (place) => {
    const options = [...list.children];
    current = (place + options.length) % options.length;
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === current)));
    area.setAttribute("aria-activedescendant", options[current].id);
  };
  const choose = (option) => {
    const place = wanted();
    if (!place) return close();
    const before = area.value.slice(0, place.from) + option.dataset.name + " ";
    area.value = before + area.value.slice(area.selectionStart);
    area.setSelectionRange(before.length, before.length);
    close();
    area.focus();
  };
  const show = async () => {
    const place = wanted();
    if (!place) return close();
    if (!people) {
      const answer = await fetch(form.dataset.mentions, { headers: { Accept: "application/json" } }).catch(() => null);
      if (!answer || !answer.ok) return close();
      people = await answer.json();
    }
    const fits = people.filter(([user, name]) => user.startsWith(place.word) || name.toLowerCase().split(/\s+/).some((part) => part.startsWith(place.word)));
    list.replaceChildren(...fits.slice(0, 8).map(([user, name], number) => {
      const option = document.createElement("li");
      option.id = "mention-" + number;
      option.setAttribute("role", "option");
      option.dataset.name = user;
      option.textContent = name + " @" + user;
      option.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
      return option;
    }));
    if (!list.children.length || fits.some(([user]) => user === place.word)) return close();
    list.hidden = false;
    mark(0);
  };
  area.addEventListener("input", show);
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark(current + 1);
    else if (event.key === "ArrowUp") mark(current - 1);
    else if (event.key === "Enter" || event.key === "Tab") choose(list.children[current]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
})();
