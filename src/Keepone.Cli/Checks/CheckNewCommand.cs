using System.CommandLine;
using System.Text;

namespace Keepone.Cli.Checks;

/// <summary><c>keepone check new</c>: a script to begin with.</summary>
internal static class CheckNewCommand
{
    /// <summary>The script: it says the whole contract and passes.</summary>
    public const string Template =
        """
        #!/bin/sh
        # A check script for Keepone (docs/checks.md). In the router's specification:
        #
        #   checks:
        #     - { name: site, script: /etc/keepone/checks/site.sh, interval: 5s, timeout: 3s, fall: 2, rise: 2 }
        #
        # Try it with 'keepone check run ROUTER site --explain'.
        #
        # Who runs it     user keepone-check, without any rights, in the router's network namespace (where: host: in the host's),
        #                 within limits of time, memory, processes and files. The file and each directory on the way to it must
        #                 belong to root and be writable by root only.
        # Arguments       the router's id, and its state here: MASTER, BACKUP, FAULT, INIT, DOWN or UNKNOWN
        # Environment     KEEPONE_ROUTER_ID KEEPONE_ROUTER_NAME KEEPONE_NODE KEEPONE_VRID KEEPONE_STATE KEEPONE_PRIORITY
        #                 KEEPONE_NAMESPACE KEEPONE_HA_INTERFACE KEEPONE_HA_ADDRESS KEEPONE_HA_PEERS
        #                 KEEPONE_EXTERNAL_INTERFACE KEEPONE_EXTERNAL_ADDRESSES KEEPONE_FLOATING_ADDRESSES KEEPONE_GATEWAYS
        #                 KEEPONE_INTERNAL_INTERFACES KEEPONE_INTERNAL_ADDRESSES KEEPONE_CHECK KEEPONE_TIMEOUT_MS
        #                 Lists are separated by blanks; addresses come without prefix lengths.
        # Standard input  the router's specification as JSON
        # Result          exit 0 pass, 1 pass with a warning, 2 fail, 3 cannot tell (as monitoring plugins do). A failure counts
        #                 against this replica; 'cannot tell', a crash or a missing program does not: it is reported as broken.
        #                 The first line of output is the message; what follows a bar in it is performance data.
        #
        # A backup is tested like a master, before it takes over. It has none of the router's addresses, so ask only what a
        # backup can answer, or pass where KEEPONE_STATE is not MASTER.
        set -u

        # Example: is the external interface there and up?
        if [ -z "$KEEPONE_EXTERNAL_INTERFACE" ]; then
            echo "router $KEEPONE_ROUTER_NAME has no external interface"
            exit 0
        fi

        link=$(ip -oneline link show dev "$KEEPONE_EXTERNAL_INTERFACE") || {
            echo "$KEEPONE_EXTERNAL_INTERFACE is not there"
            exit 2
        }

        case $link in
            *LOWER_UP*) echo "$KEEPONE_EXTERNAL_INTERFACE is up"; exit 0 ;;
            *) echo "$KEEPONE_EXTERNAL_INTERFACE has no carrier"; exit 2 ;;
        esac

        """;

    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = "The file to make; standard output unless given.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("new",
            """
            Write a check script to begin with: it says what a script is given and what its end means. A file that is there is never overwritten.

            Examples:
              keepone check new /etc/keepone/checks/site.sh
              keepone check new | less
            """) { file };
        command.SetAction(async (parsed, stop) =>
        {
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (parsed.GetValue(file) is not { } path)
            {
                await output.WriteAsync(Template);
                return ExitCode.Ok;
            }

            try
            {
                var fresh = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Mode };
                await using (var written = new FileStream(path, fresh))
                {
                    await written.WriteAsync(Encoding.UTF8.GetBytes(Template), stop);
                }

                // Whatever the umask: the check user must be able to read and run it.
                File.SetUnixFileMode(path, Mode);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                await errors.WriteLineAsync(File.Exists(path)
                    ? $"{path} exists already and is not overwritten; name another file."
                    : $"{path} cannot be made: {error.Message} Make its directory first, as root.");
                return File.Exists(path) ? ExitCode.Refused : error is UnauthorizedAccessException ? ExitCode.Missing : ExitCode.BadInput;
            }

            await output.WriteLineAsync(
                $"Made {path}. Change it to ask what matters to you, name it in the router's checks, and try it with "
                + "'keepone check run ROUTER CHECK --explain'.");
            return ExitCode.Ok;
        });
        return command;
    }
}
