using System.Linq;
using UnityEngine.Events;
using UnityStandIn;

namespace UnityEngine.SceneManagement
{
    /// <summary>The scenes of the current world.</summary>
    public class SceneManager
    {
        public static event UnityAction<Scene, LoadSceneMode> sceneLoaded
        {
            add => Scenes.Loaded += value;
            remove => Scenes.Loaded -= value;
        }

        public static event UnityAction<Scene> sceneUnloaded
        {
            add => Scenes.Unloaded += value;
            remove => Scenes.Unloaded -= value;
        }

        public static event UnityAction<Scene, Scene> activeSceneChanged
        {
            add => Scenes.ActiveChanged += value;
            remove => Scenes.ActiveChanged -= value;
        }

        public static int sceneCount => Scenes.All.Count;

        private static LoadedScenes Scenes => World.OnMain().Scenes;

        public static Scene GetActiveScene() => new Scene(Scenes.Active.Handle);

        public static Scene GetSceneAt(int index) => new Scene(Scenes.All[index].Handle);

        public static Scene GetSceneByName(string name) =>
            new Scene(Scenes.All.FirstOrDefault(scene => scene.Name == name)?.Handle ?? 0);

        public static bool SetActiveScene(Scene scene)
        {
            if (scene.Content is null) return false;
            Scenes.Activate(scene.Content);
            return true;
        }

        public static Scene CreateScene(string sceneName) => new Scene(Scenes.Add(sceneName, "").Handle);

        public static void MoveGameObjectToScene(GameObject go, Scene scene) => go.transform.MoveTo(scene.Content);

        public static void LoadScene(string sceneName) => LoadScene(sceneName, LoadSceneMode.Single);

        /// <summary>At the beginning of the next frame.</summary>
        public static void LoadScene(string sceneName, LoadSceneMode mode) => Scenes.Request(sceneName, mode);
    }
}
