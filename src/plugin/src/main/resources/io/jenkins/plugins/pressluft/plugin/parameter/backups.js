/* Fills the choices of a backup parameter with the backups of the environment that is chosen beside it. */
(function () {
  "use strict";

  /* Every field of a parameters page is called "value"; the name stands in a hidden field beside it. */
  function fieldOf(form, parameter) {
    const holder = Array.from(form.querySelectorAll("[name='parameter']")).find(function (each) {
      const name = each.querySelector("input[name='name']");
      return name && name.value === parameter;
    });
    return holder ? holder.querySelector("select[name='value'], input[name='value'], textarea[name='value']") : null;
  }

  function show(select, label, choices, chosen) {
    select.textContent = "";
    select.appendChild(new Option(label, ""));
    choices.forEach(function (choice) {
      const option = new Option(choice.name, choice.value, false, choice.value === chosen);
      if (choice.backup) {
        option.dataset.backup = JSON.stringify(choice.backup);
      }
      select.appendChild(option);
    });
    /* For the list that choices.mjs draws from them, once that has loaded. */
    select.dispatchEvent(new Event("pressluft:choices"));
  }

  function ask(url, environment) {
    return fetch(url, {
      method: "POST",
      headers: crumb.wrap({ "Content-Type": "application/x-www-form-urlencoded" }),
      body: "environment=" + encodeURIComponent(environment),
    }).then(function (response) {
      if (!response.ok) {
        throw new Error("status " + response.status);
      }
      return response.json();
    });
  }

  function follow(select) {
    const texts = select.dataset;
    const environment = fieldOf(select.form, texts.environmentParameter);
    let asked = 0;

    function fill() {
      const turn = ++asked;
      const value = environment ? environment.value : "";
      if (!value) {
        show(select, texts.first, []);
        return;
      }
      show(select, texts.waiting, []);
      ask(texts.url, value)
        .then(function (answer) {
          /* An answer that was overtaken by another choice is of no use any more. */
          if (turn !== asked) {
            return;
          }
          const choices = answer.values;
          const label = choices.length > 0 ? texts.choose : texts.none;
          if (texts.default === "latest" && choices.length > 0) {
            choices.unshift({ name: "latest", value: "latest" });
          }
          show(select, label, choices, texts.default);
        })
        .catch(function () {
          if (turn === asked) {
            show(select, texts.failed, []);
          }
        });
    }

    if (environment) {
      environment.addEventListener("change", fill);
    }
    fill();
  }

  Behaviour.specify("select.pressluft-backups", "pressluft-backups", 0, follow);
})();
