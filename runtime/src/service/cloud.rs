//! The description of a cloud that runs the service.

/// A cloud that runs the service.
#[derive(Debug)]
pub struct Cloud {
    pub regions: &'static [&'static str],
    /// Address of the service, with `{region}` for the region.
    pub endpoint: &'static str,
    /// Address of the identity service, with `{region}` for the region.
    pub iam_endpoint: &'static str,
}

/// Describes the clouds: the address of the service, that of the identity service, and the regions.
#[doc(hidden)]
#[macro_export]
macro_rules! clouds {
    ($clouds:ident { $(cloud $endpoint:literal $iam_endpoint:literal $(, $region:literal)*),* $(,)? }) => {
        static $clouds: &[$crate::service::cloud::Cloud] = &[$($crate::service::cloud::Cloud {
            regions: &[$($region),*],
            endpoint: $endpoint,
            iam_endpoint: $iam_endpoint,
        }),*];
    };
}
pub use clouds;
