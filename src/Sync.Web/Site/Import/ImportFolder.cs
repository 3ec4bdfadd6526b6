using Sync.Engine.Audit;
using Sync.Model;
using Sync.Web.Composition;

namespace Sync.Web.Site.Import;

/// <summary>
/// Where uploaded files wait: a folder of its own for each org and import, which nobody but the service's account of the operating
/// system can read. An import is found only by its org, its id of 128 random bits and whoever has brought it.
/// </summary>
internal sealed class ImportFolder(string root, TimeProvider time)
{
    private const int IdBytes = 16;

    /// <summary>How many files of one person or key wait at most: the disk is everybody's.</summary>
    public const int MostWaiting = 10;

    /// <summary>How long a file waits at most.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromHours(24);

    /// <summary>Where the settings want it.</summary>
    public static string RootOf(SyncSettings settings) => settings.Uploads
        ?? (settings.Store.IsFile ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(settings.Store.Place))!, "uploads") : Path.Combine(Path.GetTempPath(), "sync-uploads"));

    /// <summary>The same, made ready where the operator names it: a place that cannot be used is told at the start, not by the first upload.</summary>
    /// <exception cref="FormatException">Nothing can be written there.</exception>
    public static ImportFolder Of(SyncSettings settings, TimeProvider time)
    {
        var root = RootOf(settings);
        try
        {
            if (settings.Uploads is not null) MakePrivate(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"SYNC_UPLOADS is '{settings.Uploads}', where no folder can be made ({e.Message}); give one that can be written to.", e);
        }

        return new ImportFolder(root, time);
    }

    public ImportPlace Create(OrgId org)
    {
        var id = Ids.New(time, IdBytes);
        var place = PlaceOf(org, id);
        // Each by itself: of several that are made at once, only the innermost has the mode that is asked for.
        MakePrivate(root);
        MakePrivate(Path.Combine(root, org.Value));
        MakePrivate(place.Folder);
        return place;
    }

    /// <summary>An import; null where the org has none of that id that is the caller's own.</summary>
    public (ImportPlace Place, ImportJob Job)? Find(OrgId org, string id, Actor by)
    {
        if (id.Length != 2 * IdBytes || !id.All(char.IsAsciiHexDigitLower)) return null;
        var place = PlaceOf(org, id);
        return place.ReadJob() is { } job && job.OwnerId == by.Id && !IsOver(job) ? (place, job) : null;
    }

    /// <summary>The caller's own imports in the org, newest first.</summary>
    public IReadOnlyList<(ImportPlace Place, ImportJob Job)> List(OrgId org, Actor by)
    {
        var folder = Path.Combine(root, org.Value);
        if (!Directory.Exists(folder)) return [];
        return
        [
            .. Directory.EnumerateDirectories(folder).Select(d => Find(org, Path.GetFileName(d), by)).Where(f => f is not null).Select(f => f!.Value)
                .OrderByDescending(f => f.Job.UploadedAt),
        ];
    }

    /// <summary>Whether as many files of the caller's wait as may.</summary>
    public bool IsFull(OrgId org, Actor by) => List(org, by).Count(f => f.Job.State != ImportState.Ended) >= MostWaiting;

    public static void Remove(ImportPlace place)
    {
        if (Directory.Exists(place.Folder)) Directory.Delete(place.Folder, recursive: true);
    }

    /// <summary>Removes what is over, except where it is just being used.</summary>
    public void Sweep(Func<string, bool> isBusy)
    {
        if (!Directory.Exists(root)) return;
        foreach (var folder in Directory.EnumerateDirectories(root).SelectMany(Directory.EnumerateDirectories))
        {
            if (isBusy(Path.GetFileName(folder))) continue;
            var job = new ImportPlace(default, "", folder).ReadJob();
            // One without a job was cut short while it was uploaded, or is being uploaded now.
            if (job is null ? new DateTimeOffset(Directory.GetCreationTimeUtc(folder)) + Life < time.GetUtcNow() : IsOver(job)) Directory.Delete(folder, recursive: true);
        }
    }

    private bool IsOver(ImportJob job) => job.UploadedAt + Life <= time.GetUtcNow();

    private ImportPlace PlaceOf(OrgId org, string id) => new(org, id, Path.Combine(root, org.Value, id));

    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
