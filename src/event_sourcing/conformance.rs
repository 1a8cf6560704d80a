//! The promises every `EventStore` keeps, as one suite that runs against any of them.
