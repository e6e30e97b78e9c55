//! The values that an emulator uses by default.

/// The accepted access key.
pub const ACCESS_KEY: &str = "emulator-access-key";
/// The secret key of the access key.
pub const SECRET_KEY: &str = "emulator-secret-key";
/// The domain of the account that can log in.
pub const DOMAIN: &str = "emulator-domain";
/// The user of the account that can log in.
pub const USER: &str = "emulator-user";
/// The password of the account that can log in.
pub const PASSWORD: &str = "emulator-password";
/// The ID of the only project.
pub const PROJECT_ID: &str = "emulator-project";
/// The name of the only project.
pub const PROJECT_NAME: &str = "emulator-project-name";
/// The number of items that each list is seeded with.
pub const JOBS: usize = 25;
