"""Artifacts in a directory of the node, such as a mounted share.

Every step below the root is opened without following links, so a link that somebody put there cannot lead a write,
a read or a removal out of the storage. An artifact is written in `<path>.partial-<fence>` and renamed when all of
it is synced: what has the final name is whole.
"""
import os
import re
import shutil
import stat

from ansible.module_utils.pressluft import streams
from ansible.module_utils.pressluft.errors import PressluftError

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


def _refuse(message):
    return PressluftError("ARTIFACT_UNREADABLE", message)


class ArtifactDirectory:
    """One artifact's place: `<root>/<path>`. Open file descriptors are closed by `close` or the with block."""

    def __init__(self, root, path, create=False):
        self.root = root
        self.path = path
        pieces = path.split("/") if isinstance(path, str) else []
        if not isinstance(root, str) or not root.startswith("/") or "\0" in root:
            raise _refuse("The path of the storage is not an absolute path.")
        if not pieces or "\0" in path or any(piece in ("", ".", "..") for piece in pieces):
            raise _refuse("The path of the artifact would lead out of the storage.")
        self.name = pieces[-1]
        self._parent = self._descend(pieces[:-1], create)
        self._partial = None
        self._partial_name = None

    def _descend(self, pieces, create):
        try:
            here = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise PressluftError("ARTIFACT_MISSING", "The storage %s does not exist on the node; is it mounted?"
                                 % self.root)
        except OSError as error:
            raise _refuse("The storage %s cannot be opened: %s." % (self.root, error.strerror))
        for piece in pieces:
            if create:
                try:
                    os.mkdir(piece, 0o700, dir_fd=here)
                    os.fsync(here)
                except FileExistsError:
                    pass
            try:
                below = os.open(piece, _DIRECTORY, dir_fd=here)
            except FileNotFoundError:
                raise PressluftError("ARTIFACT_MISSING", "The artifact %s is not in the storage." % self.path)
            except OSError:
                raise _refuse("%s in the storage is a link or not a directory." % piece)
            finally:
                os.close(here)
            here = below
        return here

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Closes the directories; files that were handed out belong to who asked for them."""
        for name in ("_partial", "_parent"):
            descriptor = getattr(self, name)
            if descriptor is not None:
                os.close(descriptor)
                setattr(self, name, None)

    def free(self):
        """The bytes that may still be written here."""
        usage = os.fstatvfs(self._parent)
        return usage.f_bavail * usage.f_frsize

    def exists(self):
        """Whether a complete artifact has this place."""
        try:
            return stat.S_ISDIR(os.stat(self.name, dir_fd=self._parent, follow_symlinks=False).st_mode)
        except FileNotFoundError:
            return False

    def clear_partials(self, fence):
        """Removes what attempts up to this fence left behind; the number of directories removed."""
        pattern = re.compile(re.escape(self.name) + r"\.partial-([0-9]+)\Z")
        removed = 0
        for entry in os.listdir(self._parent):
            match = pattern.match(entry)
            if not match:
                continue
            if int(match.group(1)) > fence:
                raise PressluftError("LEASE_LOST", "A newer attempt is already writing this backup.")
            self._remove(entry)
            removed += 1
        return removed

    def _remove(self, name):
        if stat.S_ISDIR(os.stat(name, dir_fd=self._parent, follow_symlinks=False).st_mode):
            # By the descriptor's own path: no link on the way can redirect it.
            shutil.rmtree("/proc/self/fd/%d/%s" % (self._parent, name))
        else:
            os.unlink(name, dir_fd=self._parent)

    def start(self, fence):
        """Makes the partial directory of this attempt."""
        self._partial_name = "%s.partial-%d" % (self.name, fence)
        os.mkdir(self._partial_name, 0o700, dir_fd=self._parent)
        self._partial = os.open(self._partial_name, _DIRECTORY, dir_fd=self._parent)

    def resume(self, fence):
        """Opens the partial directory that an earlier step of the same attempt wrote."""
        self._partial_name = "%s.partial-%d" % (self.name, fence)
        try:
            self._partial = os.open(self._partial_name, _DIRECTORY, dir_fd=self._parent)
        except OSError:
            raise PressluftError("ARTIFACT_MISSING", "What this attempt had written to the storage is gone.")

    def create(self, name):
        """A new file of the partial directory, for writing."""
        return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600,
                       dir_fd=self._partial)

    def write(self, name, data):
        """A small file of the partial directory, synced."""
        descriptor = self.create(name)
        try:
            streams.write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def discard(self):
        """Removes the partial directory of this attempt, if there is one."""
        if self._partial_name is None:
            return
        if self._partial is not None:
            os.close(self._partial)
            self._partial = None
        try:
            self._remove(self._partial_name)
            os.fsync(self._parent)
        except FileNotFoundError:
            pass
        self._partial_name = None

    def complete(self):
        """The commit: everything is synced, then the directory gets its final name."""
        os.fsync(self._partial)
        os.rename(self._partial_name, self.name, src_dir_fd=self._parent, dst_dir_fd=self._parent)
        os.fsync(self._parent)
        os.close(self._partial)
        self._partial = None
        self._partial_name = None

    def open(self, name):
        """A regular file of the artifact (of the partial one while it is being written), for reading."""
        directory = self._partial
        try:
            if directory is None:
                directory = os.open(self.name, _DIRECTORY, dir_fd=self._parent)
            descriptor = os.open(name, _FILE, dir_fd=directory)
        except FileNotFoundError:
            raise PressluftError("ARTIFACT_MISSING", "The artifact %s is not in the storage, or its part %s is missing."
                                 % (self.path, name))
        except OSError as error:
            raise _refuse("%s of the artifact cannot be opened: %s." % (name, error.strerror))
        finally:
            if directory is not None and directory != self._partial:
                os.close(directory)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise _refuse("%s of the artifact is not a regular file." % name)
        return descriptor

    def read(self, name, limit):
        """A small file as bytes; one byte more than `limit` at most, so that the caller sees it is too large."""
        descriptor = self.open(name)
        try:
            buffer = bytearray(limit + 1 if limit < streams.BLOCK else min(limit + 1, os.fstat(descriptor).st_size + 1))
            count = streams.fill(descriptor, buffer)
            return bytes(buffer[:count])
        finally:
            os.close(descriptor)
