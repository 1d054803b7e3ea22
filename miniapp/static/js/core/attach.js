// Attaches to each element the behaviours that it names: data-attach="courses/complete".

export async function attach(root) {
  const places = [...root.querySelectorAll('[data-attach]')];
  await Promise.all(
    places.map(async (place) => {
      const behaviour = await import(`../${place.dataset.attach}.js`);
      if (place.isConnected) behaviour.attach(place);
    }),
  );
}
