"""The system calls that a probe never makes, refused by the kernel (Linux 3.17, x86-64 and arm64).

A list of refusals, not of permissions: what libc, OpenSSL and the drivers call differs by version. It backs the
audit hook up where that does not look, in C code. See seccomp(2) and linux/seccomp.h.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterable

from seccompy import Action, CmpOp, Filter, supported
from seccompy.syscalls import syscall_nr

_CLONE_THREAD = 0x00010000  # linux/sched.h

# No program, no process, no look into another, no signal to it.
_PROCESSES = (
    "execve execveat fork vfork ptrace process_vm_readv process_vm_writev process_madvise pidfd_open pidfd_getfd "
    "pidfd_send_signal kill tkill rt_sigqueueinfo rt_tgsigqueueinfo kcmp setns unshare"
)
# Nobody connects to a probe. glibc's getaddrinfo binds a netlink socket to look at the interfaces, and does without.
_LISTENING = "bind listen accept accept4"
# Nothing on disk changes. Opening to write is refused by its flags, below.
_FILES = (
    "creat truncate ftruncate fallocate rename renameat renameat2 link linkat symlink symlinkat unlink unlinkat "
    "mkdir mkdirat rmdir mknod mknodat chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes "
    "utimensat futimesat setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr memfd_create memfd_secret"
)
# Nothing of the machine.
_MACHINE = (
    "mount umount2 pivot_root chroot fsopen fsconfig fsmount fspick open_tree move_mount mount_setattr swapon swapoff "
    "reboot kexec_load kexec_file_load init_module finit_module delete_module bpf perf_event_open userfaultfd "
    "keyctl add_key request_key open_by_handle_at name_to_handle_at quotactl acct settimeofday clock_settime "
    "sethostname setdomainname iopl ioperm personality"
)
# These would go round the rules on open and clone; libc falls back to the plain calls on ENOSYS.
_ROUNDABOUT = "openat2 clone3 io_uring_setup io_uring_enter io_uring_register"

_TO_WRITE = (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC)
_FAMILIES = (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_UNIX)


def build() -> Filter | None:
    """The filter, compiled: one `load` in the child puts it in force. None where the kernel has no seccomp.

    `supported` also makes the binding look libc up, which runs programs: not possible in the child any more.
    """
    if not supported():
        return None
    rules = Filter(default=Action.ALLOW)
    for name in _known(f"{_PROCESSES} {_LISTENING} {_FILES} {_MACHINE}"):
        rules.errno(name, errno.EPERM)
    for name in _known(_ROUNDABOUT):
        rules.errno(name, errno.ENOSYS)
    rules.errno("clone", errno.EPERM, args=[(0, CmpOp.MASKED_EQ, 0, _CLONE_THREAD)])
    for flag in _TO_WRITE:
        rules.errno("openat", errno.EACCES, args=[(2, CmpOp.MASKED_EQ, flag, flag)])
        for name in _known("open"):
            rules.errno(name, errno.EACCES, args=[(1, CmpOp.MASKED_EQ, flag, flag)])
    for family in _FAMILIES:
        rules.allow("socket", args={0: family})
    rules.errno("socket", errno.EAFNOSUPPORT)
    rules.program  # noqa: B018  # compiles now, once, rather than in every child
    return rules


def _known(names: str) -> Iterable[str]:
    """Those that the architecture has: arm64 lacks the calls that a newer one replaced."""
    for name in names.split():
        try:
            syscall_nr(name)
        except ValueError:
            continue
        yield name
