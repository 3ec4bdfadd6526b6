using System.CommandLine;

namespace Sync.Cli.Commands;

/// <summary><c>digest</c>: one hash over an org's documents.</summary>
internal static class DigestCommand
{
    public static Command Create()
    {
        var org = Shared.Org();
        var command = new Command("digest", "Prints one hash over all of an org's documents but our own books and updatedAt.") { org };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            Console.WriteLine(await services.Export.DigestAsync(Shared.OrgOf(parsed, org), cancellation));
            return ExitCode.Done;
        }, cancellation));
        return command;
    }
}
