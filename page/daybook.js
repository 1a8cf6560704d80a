// `window.daybook`, there from the first moment.
window.daybook = {};
