using System;
using System.IO;
using UnityStandIn;

namespace UnityEngine
{
    /// <summary>The running game: a Linux player in the foreground.</summary>
    public class Application
    {
        public static event Action quitting
        {
            add => World.OnMain().Events.Quitting += value;
            remove => World.OnMain().Events.Quitting -= value;
        }

        public static event Func<bool> wantsToQuit
        {
            add => World.OnMain().Events.WantsToQuit += value;
            remove => World.OnMain().Events.WantsToQuit -= value;
        }

        /// <summary>Never raised: the focus does not change here.</summary>
        public static event Action<bool> focusChanged
        {
            add => World.OnMain().Events.FocusChanged += value;
            remove => World.OnMain().Events.FocusChanged -= value;
        }

        public static bool isPlaying => true;

        public static bool isEditor => false;

        public static bool isFocused => true;

        public static bool isBatchMode => true;

        public static bool isMobilePlatform => false;

        public static bool runInBackground { get => true; set => _ = value; }

        public static RuntimePlatform platform => RuntimePlatform.LinuxPlayer;

        public static NetworkReachability internetReachability => NetworkReachability.ReachableViaLocalAreaNetwork;

        public static string productName => World.OnMain().Name;

        public static string unityVersion => "2022.3.0f1";

        public static string version => "1.0";

        public static string dataPath => DataFolder("Assets");

        public static string streamingAssetsPath => Path.Combine(dataPath, "StreamingAssets");

        public static string persistentDataPath => DataFolder("Saved");

        public static string temporaryCachePath => DataFolder("Cache");

        public static int targetFrameRate
        {
            get => World.OnMain().TargetFrameRate;
            set => World.OnMain().TargetFrameRate = value;
        }

        public static void Quit() => Quit(0);

        public static void Quit(int exitCode)
        {
            var world = World.OnMain();
            if (world.Events.MayQuit()) world.HasQuit = true;
        }

        public static bool HasUserAuthorization(UserAuthorization mode) =>
            mode == UserAuthorization.Microphone && World.OnMain().MicrophoneAuthorized;

        /// <summary>Done in the next frame, with the answer that the world was made to give.</summary>
        public static AsyncOperation RequestUserAuthorization(UserAuthorization mode)
        {
            var world = World.OnMain();
            var asked = new AsyncOperation();
            System.Threading.SynchronizationContext.Current.Post(_ =>
            {
                if (mode.HasFlag(UserAuthorization.Microphone))
                    world.MicrophoneAuthorized |= world.Options.GrantsMicrophone;
                asked.Complete();
            }, null);
            return asked;
        }

        public static void OpenURL(string url) => Debug.Log($"The game opens {url}");

        private static string DataFolder(string part)
        {
            string folder = Path.Combine(World.OnMain().Options.ResolvedDataFolder, part);
            Directory.CreateDirectory(folder);
            return folder;
        }
    }
}
