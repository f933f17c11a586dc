"""Makes an artifact: dump and files at once, each one stream from its source to the disk, then read back.

Two steps: `write` leaves a whole, signed, synced artifact under a partial name; `seal` reads all of it back from the
storage, compares, and only then gives it its name. Either may be repeated; what an earlier attempt left is removed, what
is complete is adopted. `run` does both and wins time: each part is read back as soon as it is on the disk, while the other
one is still being written.
"""
import datetime
import os
import re
import subprocess
import time

from ansible.module_utils.pressluft import artifact, database, disk, extensions, files, streams
from ansible.module_utils.pressluft import manifest as manifests
from ansible.module_utils.pressluft.archive import shown
from ansible.module_utils.pressluft.dump import DumpReader
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.storage_file import ArtifactDirectory
from ansible.module_utils.pressluft.version import VERSION

_TICK_SECONDS = 0.25
_LEASE_EVERY_SECONDS = 2.0
_MARGIN = 16 * 1024 * 1024
_TABLES_NAMED = 10
_WP_VERSION = re.compile(r"""^\$wp_version\s*=\s*['"]([0-9A-Za-z.+-]{1,40})['"]""", re.MULTILINE)


class Backup:
    """One backup of the live environment.

    `order` is the `backup` section of the variables; `live` is what layout.read returned; `lease` has `check()` and
    `pass_fds`. `engine_version` goes into the manifest.
    """

    def __init__(self, order, site, environment, settings, live, lease, fence, progress, engine_version=VERSION):
        self.order = dict(order, compression=order.get("compression") or "zstd")
        self.site = site
        self.environment = environment
        self.settings = settings
        self.live = live
        self.lease = lease
        self.fence = fence
        self.progress = progress
        self.engine_version = engine_version
        self.reads_back = False
        self.warnings = []

    def _place(self, create):
        storage = self.order["storage"]
        if self.order["scope"] not in manifests.SCOPES or self.order["compression"] not in manifests.COMPRESSIONS:
            raise PressluftError(None, "The scope or the compression of the backup is not known to this version.")
        if storage.get("type") != "file":
            raise PressluftError(None, "The storage type %r is not known to this version." % storage.get("type"))
        return ArtifactDirectory(storage["path"], self.order["storage_path"], create)

    def _open(self, place):
        return artifact.open_manifest(place, self.order["key"], self.order["id"], self.environment["id"],
                                      scope=self.order["scope"])

    # First step

    def write(self):
        """Writes the partial artifact; facts for the result. Adopts one that is already complete."""
        with self._guarded(True) as place:
            place.clear_partials(self.fence)
            if place.exists():
                manifest, _, _ = self._open(place)
                return {"adopted": True, "parts": manifest["parts"]}
            place.start(self.fence)
            try:
                manifest = self._stream(place)
                self.lease.check()
                data = manifests.encode(manifest)
                place.write(manifests.NAME, data)
                place.write(manifests.SIGNATURE_NAME, (manifests.sign(self.order["key"], data) + "\n").encode("ascii"))
            except BaseException:
                place.discard()
                raise
            return {"adopted": False, "parts": manifest["parts"], "warnings": manifest["warnings"]}

    def _guarded(self, create):
        return _Storage(self._place, create, self.order["storage"]["path"])

    def _stream(self, place):
        roles = manifests.roles(self.order["scope"])
        created = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        lines = []
        opened = []
        try:
            if "database" in roles:
                connection = database.Database(self.settings)
                opened.append(connection)
                facts = connection.facts(self.live.database)
                lines.append(_DatabaseLine(self, place, connection, facts))
                _check_space(place, lines[0].expected)
                # The dump takes longest: it need not wait until all files are found.
                lines[0].start()
            if "files" in roles:
                found = self._survey()
                opened.append(found)
                lines.append(_FilesLine(self, place, found))
                _check_space(place, sum(line.expected for line in lines))
                lines[-1].start()
            self.progress.enter("dump", sum(line.expected for line in lines))
            # Asked while the streams run, as each answer costs the start of a process.
            tools = _tools([line.role for line in lines], self.order["compression"])
            self._watch(lines)
            _raise_first(lines)
            parts = [line.finish() for line in lines]
        finally:
            for line in lines:
                line.end()
            for thing in opened:
                thing.close()
        return self._manifest(created, lines, parts, tools)

    def _survey(self):
        live = self.live
        try:
            return files.survey(live.path, live.release, live.uploads, live.config, self.order.get("exclude") or ())
        except OSError as error:
            raise PressluftError(None, "The files of the environment cannot be listed: %s." % error.strerror)

    def _watch(self, lines):
        """Until all have ended or one has failed; a lost lease ends them all."""
        checked = time.monotonic()
        while any(line.running() for line in lines) and not any(line.failed() for line in lines):
            for line in lines[:1] if lines[0].running() else lines[1:]:
                line.wait(_TICK_SECONDS)
            self.progress.done = sum(line.moved() for line in lines)
            self.progress.add(0)
            if time.monotonic() - checked > _LEASE_EVERY_SECONDS:
                checked = time.monotonic()
                self.lease.check()

    def _manifest(self, created, lines, parts, tools):
        live = self.live
        by_role = {line.role: line for line in lines}
        manifest = {
            "format": manifests.FORMAT, "backup_id": self.order["id"], "environment_id": self.environment["id"],
            "site_id": self.site["id"], "environment_slug": self.environment.get("slug"),
            "site_slug": self.site.get("slug"), "kind": self.environment.get("kind"), "scope": self.order["scope"],
            "created_at": created, "engine_version": self.engine_version,
            "tools": tools, "parts": parts}
        if "database" in by_role:
            manifest["database"] = by_role["database"].section()
        if "files" in by_role:
            manifest["files"] = {"count": by_role["files"].tar.count, "release": live.release, "uploads": live.uploads,
                                 "config": live.config}
        manifest["release"] = {"path": live.release, "generation": live.generation}
        manifest["wordpress_version"] = _wordpress_version(live)
        release = os.path.join(live.path, live.release)
        manifest["plugins"] = extensions.plugins(release)
        manifest["themes"] = extensions.themes(release)
        manifest["warnings"] = [warning for line in lines for warning in line.warnings]
        return manifest

    # Second step

    def seal(self, read_back=True):
        """Reads the artifact back from the storage and completes it; the `backup` result.

        `read_back` is False only where this process has just done that.
        """
        with self._guarded(False) as place:
            adopted = place.exists()
            if not adopted:
                place.resume(self.fence)
            try:
                manifest, data, signature = self._open(place)
                size = sum(part["size"] for part in manifest["parts"])
                if read_back:
                    self.progress.enter("verify", size)
                    artifact.read_back(place, manifest, self.progress.add)
                self.lease.check()
                if not adopted:
                    place.complete()
            except BaseException:
                if not adopted:
                    place.discard()
                raise
            begun = datetime.datetime.strptime(manifest["created_at"], "%Y-%m-%dT%H:%M:%SZ")
            seconds = time.time() - begun.replace(tzinfo=datetime.timezone.utc).timestamp()
            return {"id": self.order["id"], "manifest": data.decode("utf-8"), "manifest_sha256": manifests.sha256(data),
                    "signature": signature, "size_bytes": size + len(data), "parts": manifest["parts"],
                    "warnings": manifest["warnings"], "adopted": adopted, "duration_ms": max(0, int(seconds * 1000))}

    def run(self):
        """Both steps, each part read back while the other is still on its way."""
        self.reads_back = True
        return self.seal(read_back=self.write()["adopted"])


def _raise_first(lines):
    failed = [line for line in lines if line.failed()]
    if not failed:
        return
    for line in lines:
        if line not in failed:
            line.end()
    failed[0].finish()


class _Storage:
    """Opens the storage and turns the errors of a full or failing one into ours."""

    def __init__(self, opener, create, path):
        self._opener = opener
        self._create = create
        self._path = path
        self._place = None

    def __enter__(self):
        try:
            self._place = self._opener(self._create)
        except OSError as error:
            raise self._ours(error)
        return self._place

    def _ours(self, error):
        if streams.disk_full(error):
            return PressluftError("DISK_SPACE_LOW", "There is no space left in the storage %s; the unfinished backup "
                                  "was removed. Free some space, or let older backups expire." % self._path)
        return PressluftError(None, "The storage %s failed: %s." % (self._path, error.strerror or error))

    def __exit__(self, kind, error, _):
        self._place.close()
        if isinstance(error, OSError):
            raise self._ours(error) from error


class _Line:
    """One part on its way from its source to the storage."""

    role = None
    # The dump takes longest, one process of it at a time, so it goes first where processors are few.
    yields = False

    def __init__(self, backup, place):
        self.warnings = []
        self._backup = backup
        self._place = place
        self._part = {"name": manifests.part_name(self.role, backup.order["compression"]), "role": self.role,
                      "compression": backup.order["compression"]}
        self._keep = list(getattr(backup.lease, "pass_fds", ()))
        self._children = []
        self._strands = []
        self._file = place.create(self._part["name"])

    def _store(self, compressor):
        self._children.append(compressor)
        self._strands.append(streams.Strand(self._to_disk, compressor.process.stdout.fileno(), yields=self.yields))

    def _to_disk(self, source):
        if not self._backup.reads_back:
            return disk.store(source, self._file)
        again = self._place.open(self._part["name"])
        try:
            return disk.store(source, self._file, again)
        except disk.Differs:
            raise artifact.altered(self._part["name"], "what was read back differs from what was written")
        finally:
            os.close(again)

    def wait(self, seconds):
        """Until one of its threads has ended, at most so long."""
        for strand in self._strands:
            if strand.is_alive():
                strand.join(seconds)
                return

    def running(self):
        return any(strand.is_alive() for strand in self._strands)

    def failed(self):
        return any(strand.error is not None for strand in self._strands if not strand.is_alive())

    def end(self):
        """Stops what still runs; harmless after `finish`."""
        for child in self._children:
            child.kill()
        for strand in self._strands:
            strand.join()
        for child in self._children:
            child.close()
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _stored(self, uncompressed):
        size, checksum = self._strands[0].result()
        compressor = self._children[0]
        if compressor.wait() != 0:
            raise PressluftError(None, "The compression failed: %s" % compressor.said().strip()[:300])
        self._part.update({"size": size, "sha256": checksum, "uncompressed_size": uncompressed})
        return self._part

    def _storage_error(self):
        error = self._strands[0].error
        if error is not None:
            raise error


class _DatabaseLine(_Line):
    """dump → this process, which counts → compressor → file."""

    role = "database"

    def __init__(self, backup, place, connection, facts):
        super().__init__(backup, place)
        self.facts = facts
        self.expected = facts["bytes"]
        self.reader = DumpReader(backup.live.database, facts["others"], strict=False)
        self._connection = connection
        if facts["plain"]:
            names = ["%s (%s)" % (shown(name.encode("utf-8")), engine) for name, engine in facts["plain"][:_TABLES_NAMED]]
            more = len(facts["plain"]) - len(names)
            self.warnings.append("Not consistent with the other tables, since the engine has no transactions: %s%s."
                                 % (", ".join(names), " and %d more" % more if more else ""))

    def start(self):
        dump = self._connection.dump(self._backup.live.database, self.facts["versioned"], self._keep)
        compressor = streams.Child(streams.compressor(self._part["compression"]), stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, keep=self._keep)
        self._store(compressor)
        self._children.append(dump)
        self._strands.append(streams.Strand(self._count, dump.process.stdout, compressor.process.stdin))

    def _count(self, source, target):
        try:
            for block in streams.blocks(source.fileno()):
                streams.write_all(target.fileno(), block)
                self.reader.feed(block)
        finally:
            target.close()
            source.close()

    def failed(self):
        # A dump that ends badly early must not be noticed only when all the files are written.
        return super().failed() or (len(self._children) > 1 and self._children[1].process.poll() not in (None, 0))

    def moved(self):
        return self.reader.bytes

    def finish(self):
        self._storage_error()
        compressor, dump = self._children
        counting = self._strands[1]
        counting.join()
        status = dump.wait()
        if status != 0 and not isinstance(counting.error, (BrokenPipeError, PressluftError)):
            code, message = database.explain(dump.said())
            raise PressluftError(code, message)
        if isinstance(counting.error, BrokenPipeError):
            raise PressluftError(None, "The compression failed: %s" % compressor.said().strip()[:300])
        counting.result()
        self.reader.finish()
        if self.reader.refusals:
            self.warnings.append("A restore will refuse this dump: %s." % "; ".join(self.reader.refusals))
        return self._stored(self.reader.bytes)

    def section(self):
        reader = self.reader
        return {"name": self._backup.live.database, "server": self.facts["server"], "charset": self.facts["charset"],
                "collation": self.facts["collation"],
                "tables": [{"name": name, "rows": rows} for name, rows in reader.tables.items()],
                "views": reader.count("view"), "triggers": reader.count("trigger"),
                "routines": reader.count("routine"), "events": reader.count("event"),
                "table_prefix": self._backup.live.table_prefix}


class _FilesLine(_Line):
    """tar → compressor → file; the bytes of the files never pass through this process uncompressed."""

    role = "files"
    yields = True

    def __init__(self, backup, place, found):
        super().__init__(backup, place)
        self.expected = found.bytes
        self.tar = None
        self._found = found

    def start(self):
        self.tar = files.start(self._backup.live.path, self._found, self._keep, self.yields)
        source = self.tar.child.process.stdout
        # Beside a dump, two processors have no time for a second thread here.
        threads = 1 if self._backup.order["scope"] == "full" and len(os.sched_getaffinity(0)) <= 2 else 2
        compressor = streams.Child(streams.compressor(self._part["compression"], threads), stdin=source,
                                   stdout=subprocess.PIPE, keep=self._keep, yields=self.yields)
        source.close()
        self._store(compressor)
        self._children.append(self.tar.child)

    def end(self):
        super().end()
        if self.tar is not None:
            self.tar.close()

    def moved(self):
        return min(self.tar.moved(), self.expected)

    def finish(self):
        self._storage_error()
        self._strands[0].join()
        self.tar.finish()
        self.warnings.extend(self._found.warnings + self.tar.warnings)
        return self._stored(self.tar.bytes)


def _check_space(place, expected):
    """Refuses only what cannot succeed: nothing that people store compresses to less than a twentieth."""
    needed = expected // 20 + _MARGIN
    free = place.free()
    if free < needed:
        raise PressluftError("DISK_SPACE_LOW", "The storage has %d MiB free and the backup needs at least %d MiB. Free "
                             "some space, or let older backups expire." % (free >> 20, needed >> 20))


def _tools(roles, compression):
    wanted = {"zstd": ["zstd", "--version"], "gzip": ["gzip", "--version"]}
    commands = {compression: wanted[compression]}
    if "database" in roles:
        commands["mariadb_dump"] = [database.program("mariadb-dump", "mysqldump"), "--no-defaults", "--version"]
    if "files" in roles:
        commands["tar"] = ["tar", "--version"]
    found = {}
    for name in sorted(commands):
        done = subprocess.run(commands[name], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=30)
        found[name] = (done.stdout.decode("utf-8", "replace").strip().splitlines() or [""])[0][:120].strip("* ")
    return found


def _wordpress_version(live):
    path = os.path.join(live.path, live.release, "wp-includes", "version.php")
    try:
        with open(path, encoding="utf-8", errors="replace") as source:
            match = _WP_VERSION.search(source.read(65536))
    except OSError:
        return None
    return match.group(1) if match else None
