using System.CommandLine;

namespace Keepone.Cli.Guard;

/// <summary><c>keepone guard</c>: what keeps a router from having two masters.</summary>
internal static class GuardCommand
{
    public static Command Create() => new("guard", "Keys of the guard (docs/guard.md).") { KeyCommand.Create() };
}
