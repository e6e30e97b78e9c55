//! Listens on an address and serves requests on a thread of its own.

mod bodies;
mod connections;
mod respond;
mod write_timeout;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use crate::start_error::StartError;
use crate::state::SharedState;

/// A running server. It stops when it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts to serve on an address.
    pub(crate) fn start(address: SocketAddr, state: Arc<SharedState>) -> Result<Self, StartError> {
        let (listener, address) = listen(address).map_err(|cause| StartError::Listen { address, cause })?;
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(StartError::Thread)?;
        let thread = std::thread::Builder::new()
            .name("modelarts-emulator".to_owned())
            .spawn(move || runtime.block_on(connections::serve(listener, state, stopped)))
            .map_err(StartError::Thread)?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Returns the address, with the port that the system chose.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

fn listen(address: SocketAddr) -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // The thread has printed its panic.
            let _ = thread.join();
        }
    }
}
