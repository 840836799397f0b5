// The button of a field of several rows opens the window of a chooser, and adds a check box for each row chosen there.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-choose-rows]");
  if (!button) return;
  const factory = telepath.unpack(JSON.parse(button.dataset.chooseRows));
  factory.openModal((rows) => {
    for (const row of rows) addRow(button, row);
    button.focus();
  }, JSON.parse(button.dataset.options));
});

function addRow(button, row) {
  const field = button.closest("[data-chosen-rows]");
  let box = [...field.querySelectorAll("input")].find((known) => known.value === String(row.id));
  if (!box) {
    box = document.createElement("input");
    box.type = "checkbox";
    box.name = field.dataset.chosenRows;
    box.value = row.id;
    const label = document.createElement("label");
    label.append(box, " ", row.adminTitle ?? row.title);
    button.before(label);
  }
  box.checked = true;
  box.dispatchEvent(new Event("change", { bubbles: true })); // lists filter themselves, forms save themselves
}
