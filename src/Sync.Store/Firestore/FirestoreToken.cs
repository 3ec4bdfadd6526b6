using System.Net;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;

namespace Sync.Store.Firestore;

/// <summary>The access token of requests: that of the application's default credentials, kept and renewed by Google's library.</summary>
internal sealed class FirestoreToken(bool emulator)
{
    private const string Scope = "https://www.googleapis.com/auth/datastore";
    private const string EmulatorAdmin = "owner"; // the emulator's word for "rules do not apply"

    private readonly SemaphoreSlim loading = new(1);
    private ITokenAccess? credential;

    /// <summary>A token that is valid now.</summary>
    /// <exception cref="StoreException">There are no credentials, or they are refused.</exception>
    /// <exception cref="HttpRequestException">There is none just now.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellation)
    {
        if (emulator) return EmulatorAdmin;
        try
        {
            credential ??= await LoadAsync(cancellation);
            return await credential.GetAccessTokenForRequestAsync(cancellationToken: cancellation);
        }
        catch (TokenResponseException e) when (e.StatusCode is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError)
        {
            throw new HttpRequestException($"Google gives no access token just now: {e.Message}", e, e.StatusCode); // tried again as a request without an answer is
        }
        catch (Exception e) when (e is InvalidOperationException or TokenResponseException)
        {
            throw new StoreException(StoreFailure.Denied, "There are no Google credentials that work. Run 'gcloud auth application-default login', or give the service an account.", inner: e);
        }
    }

    private async Task<ITokenAccess> LoadAsync(CancellationToken cancellation)
    {
        await loading.WaitAsync(cancellation);
        try
        {
            return credential ?? (await GoogleCredential.GetApplicationDefaultAsync(cancellation)).CreateScoped(Scope);
        }
        finally
        {
            loading.Release();
        }
    }
}
