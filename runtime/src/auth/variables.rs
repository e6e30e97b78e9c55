//! The environment variables that messages name.

/// Returns the variable for a fact of a service, as in `MODELARTS_ENDPOINT`.
pub(crate) fn service_variable(service: &str, fact: &str) -> String {
    format!("{service}_{fact}").replace('-', "_").to_ascii_uppercase()
}

/// The variables with credentials, as messages list them.
pub(super) const LOOKED_FOR: &str = "HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK; OS_USERNAME, OS_PASSWORD and \
     OS_USER_DOMAIN_NAME; OS_APPLICATION_CREDENTIAL_ID and OS_APPLICATION_CREDENTIAL_SECRET; OS_TOKEN; OS_CLOUD";
/// The variables that name a project or a region.
pub(super) const PROJECTS_LOOKED_FOR: &str =
    "HUAWEICLOUD_SDK_PROJECT_ID, OS_PROJECT_ID, OS_PROJECT_NAME, HUAWEICLOUD_SDK_REGION, OS_REGION_NAME";
