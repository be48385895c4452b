const key = 'doorstep-install-offered';

/** Whether this phone was asked to install the app. Where nothing can be kept it is not asked at all. */
export function wasInstallOffered(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return true;
  }
}

export function noteInstallOffered(): void {
  try {
    localStorage.setItem(key, '1');
  } catch {
    // It will be offered again next time.
  }
}
