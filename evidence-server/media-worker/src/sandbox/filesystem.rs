//! Landlock: no file, no directory, no TCP port, no signal or abstract socket out of the process.
//!
//! What must stay true: the rule set handles every access and allows none. What the kernel does not know is left out
//! (best effort), a kernel without Landlock yields `false` and not an error.

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _, RulesetError,
    RulesetStatus, Scope,
};

use super::SandboxError;

/// The newest interface whose accesses are asked for; older kernels deny what they know of.
const NEWEST: ABI = ABI::V6;

/// True when the kernel enforces it.
pub(super) fn deny_all() -> Result<bool, SandboxError> {
    let status = rule_set().map_err(|e| SandboxError::Landlock(e.to_string()))?;
    Ok(status != RulesetStatus::NotEnforced)
}

fn rule_set() -> Result<RulesetStatus, RulesetError> {
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(NEWEST))?
        .handle_access(AccessNet::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?
        .create()?
        .restrict_self()?;
    Ok(status.ruleset)
}
