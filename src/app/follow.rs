//! Effects, all of one kind: what an effect does is behind a pointer, so that what keeps it going is in the program once.

use leptos::prelude::Effect;

/// Does something now, and again whenever what it read has changed; it is told what it answered the time before.
pub fn follow<T: 'static>(mut act: impl FnMut(Option<T>) -> T + 'static) {
    let mut before = None;
    follow_boxed(Box::new(move || before = Some(act(before.take()))));
}

fn follow_boxed(mut act: Box<dyn FnMut()>) {
    Effect::new(move |_: Option<()>| act());
}
