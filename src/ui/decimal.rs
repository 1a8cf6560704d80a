//! Numbers as CSS and SVG read them. Written by way of whole numbers: the standard library's exact way of writing fractions is
//! six kilobytes of program, and nothing else on the first screen needs it.

/// A number from 0 on, with so many decimals.
pub(super) fn decimal(value: f64, places: u32) -> String {
    let one = 10_u32.pow(places);
    let units = whole(value * f64::from(one));
    format!("{}.{:0>width$}", units / one, units % one, width = places as usize)
}

/// A share, 1 being all, as a percentage.
pub(super) fn percent(share: f64) -> String {
    format!("{}%", decimal(share * 100.0, 3))
}

/// The nearest whole number from 0 on.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is less than nothing counts as nothing"
)]
pub(super) fn whole(value: f64) -> u32 {
    value.round() as u32
}
