//! Has the linker of the page's wasm write down where it put what (`target/daybook-release.map`): by that map the build tells
//! which constants the first screen needs (scripts/split-wasm.mjs).

use std::env::var;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let [target, folder, profile] = ["CARGO_CFG_TARGET_ARCH", "CARGO_MANIFEST_DIR", "PROFILE"].map(var);
    if let (Ok("wasm32"), Ok(folder), Ok(profile)) = (target.as_deref(), folder, profile) {
        // Cargo may have been told to build elsewhere; the linker makes no folders.
        if std::fs::create_dir_all(format!("{folder}/target")).is_ok() {
            // The linker runs in this folder, wherever it was copied to since this was asked.
            println!("cargo::rustc-link-arg-bin=daybook=-Map=target/daybook-{profile}.map");
        }
    }
}
