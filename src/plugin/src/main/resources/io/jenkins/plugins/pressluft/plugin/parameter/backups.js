/* Fills the choices of a backup parameter with the backups of the environment that is chosen beside it. */
(function () {
  "use strict";

  /* Every field of a parameters page is called "value"; the name stands in a hidden field beside it. */
  function fieldOf(form, parameter) {
    for (const holder of form.querySelectorAll("[name='parameter']")) {
      const name = holder.querySelector("input[name='name']");
      if (name && name.value === parameter) {
        return holder.querySelector("select[name='value'], input[name='value'], textarea[name='value']");
      }
    }
    return null;
  }

  function show(select, label, choices, chosen) {
    select.replaceChildren();
    select.append(new Option(label, ""));
    for (const choice of choices) {
      select.append(new Option(choice.name, choice.value, false, choice.value === chosen));
    }
  }

  function follow(select) {
    const texts = select.dataset;
    const environment = fieldOf(select.form, texts.environmentParameter);
    let asked = 0;

    async function fill() {
      const turn = ++asked;
      const value = environment ? environment.value : "";
      if (!value) {
        show(select, texts.first, []);
        return;
      }
      show(select, texts.waiting, []);
      let choices = null;
      try {
        const response = await fetch(texts.url, {
          method: "POST",
          headers: crumb.wrap({ "Content-Type": "application/x-www-form-urlencoded" }),
          body: new URLSearchParams({ environment: value }),
        });
        choices = response.ok ? (await response.json()).values : null;
      } catch (failure) {
        choices = null;
      }
      /* An answer that was overtaken by another choice is of no use any more. */
      if (turn !== asked) {
        return;
      }
      if (choices === null) {
        show(select, texts.failed, []);
        return;
      }
      if (texts.default === "latest" && choices.length > 0) {
        choices.unshift({ name: "latest", value: "latest" });
      }
      show(select, choices.length > 0 ? texts.choose : texts.none, choices, texts.default);
    }

    if (environment) {
      environment.addEventListener("change", fill);
    }
    fill();
  }

  Behaviour.specify("select.pressluft-backups", "pressluft-backups", 0, follow);
})();
