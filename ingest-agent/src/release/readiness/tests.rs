//! Ready or not.
