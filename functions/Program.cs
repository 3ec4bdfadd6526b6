using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Hosting;

// The cloud's entry point: the same endpoints as 'possync serve', on $PORT, with Firestore as the store and Cloud Scheduler as
// the clock. Exit codes are those of possync: 2 for a wrong configuration, 3 for a failure.
try
{
    var settings = CloudSettings.FromEnvironment();
    await using var services = await SyncServices.OpenAsync(settings, TimeProvider.System);
    await using var app = SyncHost.Build(services, new SyncHostOptions
    {
        Urls = CloudSettings.Urls(),
        JsonLogs = true,
        BehindProxy = true,
        CarriesOutWebhooks = CloudSettings.CarriesOutWebhooks(),
        ShutdownTimeout = TimeSpan.FromSeconds(9), // Cloud Run kills ten seconds after it has asked
    });
    await app.RunAsync();
    return 0;
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
catch (Exception e) when (e is StoreException or IOException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 3;
}
