//! The integration suite: one program, one module per subject, so that the tests can share servers.
//!
//! Modules carry `#[cfg(test)]` so that lints take their plain functions for what they are: test code.

#[cfg(test)]
mod access;
#[cfg(test)]
mod bad_input_server;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod bulk;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod clocks;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod engines;
#[cfg(test)]
mod explanations;
#[cfg(test)]
mod exported;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod ledger_import;
#[cfg(test)]
mod powercut;
#[cfg(test)]
mod receipts;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod tags;
#[cfg(test)]
mod tamper;
#[cfg(test)]
mod tidy;
#[cfg(test)]
mod tlog_outside;
#[cfg(test)]
mod tus_clients;
#[cfg(test)]
mod tus_protocol;
#[cfg(test)]
mod viewing;
#[cfg(test)]
mod watching;
#[cfg(test)]
mod webhooks;
