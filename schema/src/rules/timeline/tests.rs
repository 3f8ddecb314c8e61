//! Behaviour of the rule.
