using System.Runtime.InteropServices;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>A user of this machine, as getpwnam(3) knows it: /etc/passwd or whatever the machine is told to ask.</summary>
/// <param name="Name">Its name.</param>
/// <param name="User">Its user id.</param>
/// <param name="Group">Its own group's id.</param>
public sealed record UserAccount(string Name, uint User, uint Group)
{
    // Longest line of passwd that is of use; glibc suggests a kilobyte.
    private const int BufferBytes = 16 * 1024;

    /// <summary>The user that this process runs as.</summary>
    public static UserAccount Current
    {
        get
        {
            var (user, group) = (Libc.Geteuid(), Libc.Getegid());
            return new UserAccount(NameOf(user) ?? $"{user}", user, group);
        }
    }

    /// <summary>Looks a user up.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The user; null when there is none of this name.</returns>
    /// <exception cref="LinuxException">Nobody can be asked.</exception>
    public static unsafe UserAccount? Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        UserRecord record;
        UserRecord* found;
        var buffer = stackalloc byte[BufferBytes];
        var error = Libc.GetUserByName(name, &record, buffer, BufferBytes, &found);
        return (error, found is null) switch
        {
            (0, false) => new UserAccount(name, record.User, record.Group),

            // getpwnam_r(3): these are what various systems say instead of "there is none".
            (0 or Errno.Enoent or Errno.Esrch or Errno.Eperm, _) => null,
            _ => throw new LinuxException($"look up the user '{name}'", error),
        };
    }

    private static unsafe string? NameOf(uint user)
    {
        UserRecord record;
        UserRecord* found;
        var buffer = stackalloc byte[BufferBytes];
        return Libc.GetUserById(user, &record, buffer, BufferBytes, &found) == 0 && found is not null
            ? Marshal.PtrToStringUTF8((nint)record.Name)
            : null;
    }
}
