//! Visualization jobs.

use std::time::Duration;

use modelarts::training_jobs::JobStatus;
use serde_json::{Map, Value, json};

use super::life::{Life, Phase};
use super::registry::Registry;
use super::{Answer, Call, conflict, gone, milliseconds, taken, timestamp, with};
use crate::refusal::Refusal;

/// The IDs of visualization jobs that callers made are larger.
const FIRST_ID: i64 = 2_000_000_000;

/// The visualization jobs that callers made, by ID.
#[derive(Debug, Default)]
pub(super) struct Boards(Registry<i64, Board>);

#[derive(Debug)]
struct Board {
    sent: Map<String, Value>,
    life: Life,
}

impl Board {
    fn status(&self, now: Duration) -> JobStatus {
        match self.life.phase(now) {
            Phase::Creating => JobStatus::Init,
            Phase::Pending => JobStatus::Waiting,
            Phase::Running => JobStatus::Running,
            Phase::Stopping => JobStatus::Killing,
            Phase::Completed | Phase::Stopped => JobStatus::Canceled,
        }
    }

    fn show(&self, id: i64, now: Duration) -> Map<String, Value> {
        with(
            &self.sent,
            json!({ "job_id": id, "status": self.status(now).code(), "create_time": timestamp(self.life.created),
                "duration": milliseconds(self.life.ran(now)), "service_url": format!("https://board.example.com/{id}") }),
        )
    }
}

/// How long a visualization job runs if it is not stopped: for ever, or as long as its schedule says.
fn lasts(call: &Call<'_>) -> Duration {
    let hours = call.get("schedule").and_then(|schedule| schedule["duration"].as_u64());
    hours.map_or(Duration::MAX, |hours| Duration::from_secs(hours * 60 * 60))
}

impl Boards {
    pub(super) fn answer(&mut self, call: &Call<'_>, id: &mut impl FnMut() -> u32) -> Answer {
        let operation = call.operation.id.as_str();
        if operation == "create_visualization_job" {
            return Some(self.create(call, id));
        }
        let job_id = call.number("job_id")?;
        let known = self.0.slot(&job_id)?;
        let Some(board) = known else { return Some(Err(gone("2775", "visualization job"))) };
        match operation {
            "get_visualization_job" => return Some(Ok(call.answered(&board.show(job_id, call.now)))),
            "update_visualization_job_description" => board.sent.extend(call.sent()),
            "stop_visualization_job" => {
                if let Err(phase) = board.life.stop(call.now) {
                    return Some(Err(conflict("2796", format!("a job that is {phase:?} cannot be stopped"))));
                }
            }
            "restart_visualization_job" => match board.life.phase(call.now) {
                Phase::Stopped | Phase::Completed => board.life = board.life.again(call.now),
                phase => return Some(Err(conflict("2813", format!("a job that is {phase:?} cannot be restarted")))),
            },
            "delete_visualization_job" => *known = None,
            _ => return None,
        }
        Some(Ok(Value::Null))
    }

    fn create(&mut self, call: &Call<'_>, id: &mut impl FnMut() -> u32) -> Result<Value, Refusal> {
        let name = call.text("job_name").unwrap_or_default();
        if self.0.latest().any(|(_, board)| board.sent.get("job_name").and_then(Value::as_str) == Some(name)) {
            return Err(taken(name));
        }
        let job_id = FIRST_ID + i64::from(id());
        let board = Board { sent: call.sent(), life: Life::new(call.now, lasts(call)) };
        let answer = call.answered(&board.show(job_id, call.now));
        self.0.insert(job_id, board);
        Ok(answer)
    }

    pub(super) fn records(&self, now: Duration) -> Vec<Map<String, Value>> {
        self.0.latest().map(|(id, board)| board.show(*id, now)).collect()
    }
}
