//! Where a report goes: standard output, or a file that appears whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tempfile::NamedTempFile;

use crate::complaint::Complaint;

/// An open place for a report.
pub(crate) enum Output {
    /// Standard output.
    Screen(BufWriter<io::StdoutLock<'static>>),
    /// A device or pipe that was named as the file.
    Device(BufWriter<File>),
    /// A file beside the one that was named, to be renamed when it is whole.
    Whole(BufWriter<NamedTempFile>, PathBuf),
}

impl Output {
    /// Opens `path`, or standard output; a path that cannot be written is found before any work is done.
    pub(crate) fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Self::Screen(BufWriter::new(io::stdout().lock())));
        };
        Self::file(path).map_err(|error| {
            let help = "give --output a path in a folder that is there and can be written to";
            anyhow::Error::new(error).context(Complaint::new(format!("cannot write to {}", path.display()), help))
        })
    }

    fn file(path: &Path) -> io::Result<Self> {
        // Through links, so that the link stays one.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match fs::metadata(&target) {
            Ok(known) if known.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(known) if known.is_file() => drop(OpenOptions::new().append(true).open(&target)?),
            Ok(_) => return Ok(Self::Device(BufWriter::new(OpenOptions::new().write(true).open(&target)?))),
            Err(_) => {}
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".lacuna-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&target).map_or(0o666, |known| known.permissions().mode());
            builder.permissions(fs::Permissions::from_mode(mode));
        }
        Ok(Self::Whole(BufWriter::new(builder.tempfile_in(folder)?), target))
    }

    /// Whether this is standard output.
    pub(crate) fn is_screen(&self) -> bool {
        matches!(self, Self::Screen(_))
    }

    /// Writes what is left and, for a file, gives it its name.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Screen(mut out) => out.flush()?,
            Self::Device(mut out) => out.flush()?,
            Self::Whole(out, target) => {
                let file = out.into_inner().map_err(io::IntoInnerError::into_error);
                let file = file.with_context(|| format!("cannot write to {}", target.display()))?;
                file.persist(&target).with_context(|| format!("cannot write to {}", target.display()))?;
            }
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Screen(out) => out.write(bytes),
            Self::Device(out) => out.write(bytes),
            Self::Whole(out, _) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Screen(out) => out.flush(),
            Self::Device(out) => out.flush(),
            Self::Whole(out, _) => out.flush(),
        }
    }
}

/// Whether the reader of standard output has gone, which is no error.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|e| e.kind() == io::ErrorKind::BrokenPipe)
}
