/* Wagtail's date picker never writes over what was typed: what it cannot read, the server refuses at its field. */
(function ($) {
  "use strict";

  /* The picker opens over a field only if it read the whole of it: a click on an hour keeps the typed day. */
  function show(_current, input) {
    const isRead = this.data("xdsoft_datetime").str().startsWith(input.val());
    if (!isRead) this.hide();
    return isRead;
  }

  Object.assign($.fn.datetimepicker.defaults, {
    validateOnBlur: false, // it would write the present moment over what it cannot read
    closeOnInputClick: false, // so that what is typed while the picker is open is read again
    onShow: show,
  });

  document.addEventListener("input", function (event) {
    if ($(event.target).data("xdsoft_datetimepicker")) $(event.target).trigger("open");
  });

  /* A refused embargo is shown: its dialog is closed when the page comes back with the message inside. */
  window.addEventListener("load", function () {
    const refused = document.querySelector("#schedule-publishing-dialog:has(.w-field--error)");
    if (refused) refused.dispatchEvent(new Event("w-dialog:show"));
  });

  /* Mark the day of the field in the calendar: Wagtail only finds it when the year is written first. */
  $(document).on("generate.xdsoft", function (event) {
    const picker = $(event.target);
    const [day, month, year] = picker.data("input").val().split(/[/ ]/).map(Number);
    const cell = `.xdsoft_date[data-date="${day}"][data-month="${month - 1}"][data-year="${year}"]`;
    picker.find(cell).addClass("xdsoft_current");
  });
})(jQuery);
