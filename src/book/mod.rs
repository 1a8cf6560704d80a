//! An open book.
