using System.CommandLine;

namespace Sync.Cli.Commands;

/// <summary><c>serve</c>: the cron route, health, and a schedule of its own.</summary>
internal static class ServeCommand
{
    public static Command Create() => new("serve", "Serves the cron route and health checks, and syncs every 30 minutes.");
}
