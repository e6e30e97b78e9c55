//! Waits for jobs.

use std::any::Any;
use std::future::Future;

use modelarts_runtime::codegen::resource::{Stateful, is_terminal};
use modelarts_runtime::{Result, Wait};

use crate::generated::training_job_versions::TrainingJobVersionDetails;
use crate::generated::training_jobs::Job;
use crate::generated::visualization_jobs::VisualizationJobDetails;

/// Repeats a call until its response is as wanted.
///
/// Transient failures, such as an unavailable service, are waited out until the timeout. A resource that does not exist
/// yet is waited for during a [grace period](Wait::grace). A job that has ended in another state ends the wait with
/// [`WaitError::Failed`](crate::WaitError::Failed). To change that, replace the rule with [`Wait::fail_if`].
///
/// ```no_run
/// use std::time::Duration;
/// use modelarts::training_jobs::JobPhase;
///
/// # async fn example(client: modelarts::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let phase = |job: &modelarts::training_jobs::Job| job.status.as_ref().and_then(|status| status.phase.clone());
/// let job = modelarts::wait_until(
///     || client.training_jobs().get("3faf5c03").send(),
///     |job| phase(job) == Some(JobPhase::Completed),
/// )
/// .timeout(Duration::from_secs(3600))
/// .await?;
/// # drop(job); Ok(()) }
/// ```
pub fn wait_until<'a, T, F>(
    fetch: impl FnMut() -> F + Send + 'a,
    is_reached: impl FnMut(&T) -> bool + Send + 'a,
) -> Wait<'a, T>
where
    T: 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    modelarts_runtime::wait_until(fetch, is_reached).fail_if(has_ended)
}

/// Returns whether a response is about a job that has ended.
fn has_ended<T: 'static>(response: &T) -> bool {
    fn is<T: Stateful>(response: &dyn Any) -> bool {
        response.downcast_ref::<T>().is_some_and(is_terminal)
    }
    is::<Job>(response) || is::<TrainingJobVersionDetails>(response) || is::<VisualizationJobDetails>(response)
}
