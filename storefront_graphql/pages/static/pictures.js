// The album of a product: forms answer in place, pictures are dragged into order, files go up one by one.
const spoken = document.createElement("p");
spoken.className = "hidden-name";
spoken.setAttribute("aria-live", "polite");
document.body.append(spoken);

// Takes the answer's <main>; keeps open what was open, and the focus where it was.
function take(html) {
  const answer = new DOMParser().parseFromString(html, "text/html").getElementById("main");
  const main = document.getElementById("main");
  if (!answer) return location.reload();
  const focused = document.activeElement?.id;
  for (const open of main.querySelectorAll("details[open][id]")) {
    answer.querySelector(`#${open.id}`)?.setAttribute("open", "");
  }
  main.replaceChildren(...answer.childNodes);
  // At an end of the row the button in hand is gone; the opposite one is there.
  const opposite = focused?.replace(/^(up|down)-/, (at) => (at === "up-" ? "down-" : "up-"));
  if (focused) (document.getElementById(focused) || document.getElementById(opposite))?.focus();
  spoken.textContent = main.querySelector("[role=status], [role=alert]")?.textContent.trim() || "";
}

async function send(form, order = []) {
  const body = new FormData(form);
  for (const id of order) body.append("order", id);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    take(await answer.text());
  } catch {
    form.submit();
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if ("album" in form.dataset) {
    event.preventDefault();
    send(form);
  } else if ("upload" in form.dataset && [...form.elements].some((one) => one.files?.length)) {
    event.preventDefault();
    upload(form);
  }
});

// Order: the grip follows finger or mouse; with the keyboard the arrows move it.
const order = (list) => [...list.children].map((item) => item.dataset.id);

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-grip]");
  if (!grip) return;
  const item = grip.closest("li");
  const list = item.parentElement;
  const before = order(list).join();
  event.preventDefault();
  item.dataset.state = "moving";
  const move = (at) => {
    const over = document.elementsFromPoint(at.clientX, at.clientY).find((one) => one !== item && one.parentElement === list);
    if (!over) return;
    const box = over.getBoundingClientRect();
    over[at.clientY < box.top + box.height / 2 ? "before" : "after"](item);
  };
  const end = (at) => {
    document.removeEventListener("pointermove", move);
    delete item.dataset.state;
    if (at.type === "pointerup" && order(list).join() !== before) send(document.getElementById("order"), order(list));
  };
  // On the document: the grip moves with its item, and a moved element loses the pointer.
  document.addEventListener("pointermove", move);
  const over = new AbortController();
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, (at) => (over.abort(), end(at)), { signal: over.signal });
  }
});

document.addEventListener("keydown", (event) => {
  const grip = event.target.closest("[data-grip]");
  const by = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (!grip || !by) return;
  event.preventDefault();
  const item = grip.closest("li");
  const button = document.getElementById(`${by}-${item.dataset.id}`);
  if (!button) return;
  grip.id = `grip-${item.dataset.id}`;
  send(button.form).then(() => document.querySelector(`#${item.id} [data-grip]`)?.focus());
});

// Focus: a tap on the whole picture sets both sliders; the cut beside it follows them.
function follow(field) {
  const [x, y] = [...field.querySelectorAll("input")].map((input) => Math.round(input.value / 10) * 10);
  const cut = field.querySelector("[data-cut] img");
  cut.dataset.fx = x;
  cut.dataset.fy = y;
}

document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-focus]");
  if (field) follow(field);
});

document.addEventListener("click", (event) => {
  const whole = event.target.closest("[data-whole]");
  if (!whole) return;
  const box = whole.querySelector("img").getBoundingClientRect();
  const field = whole.closest("[data-focus]");
  const [x, y] = field.querySelectorAll("input");
  x.value = (100 * (event.clientX - box.left)) / box.width;
  y.value = (100 * (event.clientY - box.top)) / box.height;
  follow(field);
});

// Upload: one request a file, so that a poor line loses one at most, each with its own bar.
async function upload(form) {
  const files = [...form.elements].flatMap((one) => [...(one.files || [])]);
  const list = form.querySelector("[data-progress]");
  const told = [];
  let last = "";
  list.hidden = false;
  form.querySelector("button").disabled = true;
  for (const file of files) {
    const item = document.createElement("li");
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", file.name);
    item.append(file.name, bar);
    list.append(item);
    const answer = await post(form, file, bar);
    if (answer) {
      last = answer;
      const results = new DOMParser().parseFromString(answer, "text/html").querySelectorAll("#results > li");
      told.push(...results);
    } else {
      const lost = document.createElement("li");
      lost.dataset.result = "bad";
      lost.textContent = `${file.name} 没有传上去，网络断了，再选一次。`;
      told.push(lost);
    }
  }
  if (!last) {
    list.replaceChildren(...told);
    form.querySelector("button").disabled = false;
    return;
  }
  take(last);
  document.getElementById("results")?.replaceChildren(...told);
  spoken.textContent = told.map((one) => one.textContent.trim()).join("；");
}

function post(form, file, bar) {
  return new Promise((done) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("pictures", file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (event) => {
      bar.max = event.total;
      bar.value = event.loaded;
    });
    request.addEventListener("load", () => done(request.status < 500 ? request.responseText : ""));
    request.addEventListener("error", () => done(""));
    request.send(body);
  });
}
