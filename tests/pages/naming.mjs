// What is done about moments with names, as several tests do it.

export async function openList(person) {
  await person.page.keyboard.press("m");
  await person.dialog("Named moments").waitFor();
}

// Opens the dialog that names a moment, with the name filled in.
export async function nameIt(person, name) {
  await openList(person);
  await person.button("Name a moment", person.dialog("Named moments")).click();
  const dialog = person.dialog("Name a moment");
  await dialog.waitFor();
  await person.set(dialog, "Name", name);
  return dialog;
}
