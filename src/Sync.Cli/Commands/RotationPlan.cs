using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Engine.Secrets;
using Sync.Web.Composition;
using Sync.Web.Kms;

namespace Sync.Cli.Commands;

/// <summary>From which master key to which.</summary>
/// <param name="To">The key to come.</param>
/// <param name="File">The key file that is replaced; null where it is none.</param>
internal sealed record RotationPlan(IWrappingKey To, KeyFile? File)
{
    private const string Present = "present";

    /// <summary>What the operator has to do then.</summary>
    public IReadOnlyList<string> Next { get; private set; } = [];

    /// <exception cref="OrgException">What is asked cannot be; nothing was done.</exception>
    public static RotationPlan Of(SyncServices services, string? to, string? variable)
    {
        var inForce = services.MasterKey.InForce;
        if (to is not null && variable is not null) throw new OrgException("Give --to or --to-env, not both.");
        if (variable is not null) return new RotationPlan(FromVariable(services, variable), null);
        if (to == Present) return new RotationPlan(inForce, null);
        // A key in an argument stands in the shell's history and in the list of processes.
        if (to is not null && !to.StartsWith(KmsKey.Prefix, StringComparison.Ordinal))
            throw new OrgException("--to takes 'kms:projects/…' or 'present'. A key itself is read from an environment variable: --to-env NAME.");
        if (to is not null) return new RotationPlan(MasterKeys.Parse(to, services.Settings, services.Time), null);
        if (inForce is KeyFile { Id: null }) throw new OrgException("There is no key file to rotate: none was made yet, or it was lost. Nothing was changed.");
        return inForce is KeyFile file
            ? new RotationPlan(file.BeginRotation(), file)
            : throw new OrgException("Say to which key: --to-env NAME, --to kms:projects/…, or --to present for the one in force.");
    }

    public async Task<RotationReport> RunAsync(SyncServices services, CancellationToken cancellation)
    {
        var rotation = new MasterKeyRotation(services.Store, services.MasterKey.And(To), To, services.Time);
        var report = await rotation.RunAsync(Actor.Operator, cancellation);
        if (File is null)
        {
            if (To.Id != services.MasterKey.InForce.Id) Next = [$"Now set SYNC_MASTER_KEY to the new key and start the service again. Then 'possync keys rotate --to {Present}', for orgs that were added meanwhile, and remove the old key when 'possync keys' shows it nowhere."];
            return report;
        }

        var retired = File.EndRotation();
        // A service that runs may have wrapped a new org's key with the old one meanwhile.
        foreach (var org in (await rotation.RunAsync(Actor.Operator, cancellation)).Rotated) report.Rotated.Add(org);
        Next = [$"The key before stands in {retired}. Remove it when 'possync keys' says of each database of this folder that it wraps nothing any more, and back the new master.key up."];
        return report;
    }

    private static IWrappingKey FromVariable(SyncServices services, string name)
    {
        var text = Environment.GetEnvironmentVariable(name);
        if (string.IsNullOrWhiteSpace(text)) throw new OrgException($"The environment variable {name} is not set. Nothing was changed.");
        return MasterKeys.Parse(text, services.Settings, services.Time);
    }
}
